import { RuntruthError } from '../errors.ts'

/** So deep that no honest input is meant, and far from where the database gives up. */
const DEEPEST = 64

/**
 * Refuses text that JavaScript can hold and PostgreSQL cannot: NUL characters and halves of surrogate pairs, in keys and
 * values at any depth. `name` is how the value is called in the sentence.
 */
export function requireWholeText(name: string, value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw refused(name, 'contains a NUL character (\\u0000)')
    if (!value.isWellFormed()) throw refused(name, 'contains half of a surrogate pair')
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= DEEPEST) throw refused(name, `is nested more than ${DEEPEST} levels deep`)
    for (const [key, inner] of Object.entries(value)) {
      requireWholeText(`a key of ${name}`, key, depth + 1)
      requireWholeText(Array.isArray(value) ? name : `${name}.${key.slice(0, 60)}`, inner, depth + 1)
    }
  }
}

function refused(name: string, what: string): RuntruthError {
  return new RuntruthError('invalid_input', `${name} ${what}. Expected text that can be stored; remove it and send the request again.`, {
    field: name,
  })
}
