import { RuntruthError } from '../errors.ts'

export const SHORTEST_PASSWORD = 12
/** A longer one says nothing more, and hashing it would be work for nothing. */
export const LONGEST_PASSWORD = 128

/** Throws `invalid_input` with what would fit, and never shows what was given. */
export function requirePassword(password: string): void {
  if (password.length >= SHORTEST_PASSWORD && password.length <= LONGEST_PASSWORD) return
  throw new RuntruthError(
    'invalid_input',
    `The password has ${password.length} characters. Expected ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD}.`,
    { field: 'password' },
  )
}

/** As the sign-in compares it. Throws like `requirePassword`. */
export async function hashOf(password: string): Promise<string> {
  requirePassword(password)
  const { hashPassword } = await import('better-auth/crypto')
  return await hashPassword(password)
}
