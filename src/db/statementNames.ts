import { createHash } from 'node:crypto'

/** Distinct texts that get a name; each costs memory in every connection. Filters combine to fewer than this. */
const NAMES_AT_MOST = 500

const names = new Map<string, string>()

/**
 * Under a name a statement is parsed and planned once per connection and not at every call, which for a page of the list
 * is most of its cost. Undefined: this text has been told too many siblings, and is sent as it is.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= NAMES_AT_MOST) return known
  const name = `rt_${createHash('sha1').update(text).digest('hex').slice(0, 20)}`
  names.set(text, name)
  return name
}

/**
 * A pooler that hands every transaction another server connection, and does not carry names along, answers a name that
 * the server does not know, or one that it knows already.
 */
export function isNameTrouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '26000' || error.code === '42P05')
}
