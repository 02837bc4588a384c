import { z } from 'zod'
import { RuntruthError } from '../errors.ts'

/** Stricter than what may name a user: an address that nobody could sign in with is refused before it has a password. */
export function requireEmail(email: string): string {
  if (z.email().max(254).safeParse(email).success) return email
  throw new RuntruthError(
    'invalid_input',
    `${JSON.stringify(email.slice(0, 60))} is not an e-mail address. Expected one like dana@example.com.`,
    { field: 'email' },
  )
}
