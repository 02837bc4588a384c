import { RuntruthError } from '../errors.ts'
import { COUNT_KEYS, type Counts } from '../truth/facts.ts'

/**
 * Summary counts: whitelisted keys, whole numbers from zero up. Anything else is refused by name, so that a typing error
 * does not become a number nobody ever sees.
 */
export function readCounts(value: unknown): Counts | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new RuntruthError('invalid_input', 'counts is not an object. Expected numbers by name, e.g. {"processed": 37, "total": 100}.')
  }
  const counts: Counts = {}
  for (const [key, number] of Object.entries(value)) {
    const known = COUNT_KEYS.find((name) => name === key)
    if (known === undefined) {
      throw new RuntruthError('invalid_input', `counts.${key} is not a known count. Known are ${COUNT_KEYS.join(', ')}.`)
    }
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
      throw new RuntruthError('invalid_input', `counts.${key} is ${JSON.stringify(number)}. Expected a whole number from 0 up.`)
    }
    counts[known] = number
  }
  return counts
}
