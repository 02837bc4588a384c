import type { WireToken } from '../../../src/http/contract.ts'

export type TokenStanding = 'valid' | 'expired' | 'revoked'

/** Revoked is said first: it was somebody's act, and it stays true after the token would have expired. */
export function tokenStanding({ expiresAt, revokedAt }: Pick<WireToken, 'expiresAt' | 'revokedAt'>, nowMs: number): TokenStanding {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? 'expired' : 'valid'
}
