import ms from 'ms'
import { RuntruthError } from './errors.ts'

/** "30s", "10m", "2h", or milliseconds as a number; at least one millisecond. */
export type DurationInput = number | string

export function readDurationMs(name: string, value: DurationInput): number {
  // The parser's type lists every unit; any other text makes it answer undefined.
  const parsed = typeof value === 'number' ? value : ms(value as ms.StringValue)
  if (parsed === undefined || !Number.isFinite(parsed) || parsed < 1) {
    throw new RuntruthError('invalid_config', `${name} is ${JSON.stringify(value)}. Expected a duration such as "30s", "10m" or "2h".`)
  }
  return Math.round(parsed)
}
