import { expect, test } from 'vitest'
import { tokenStanding } from './tokenStanding.ts'

const at = '2026-11-23T12:00:00Z'
const nowMs = Date.parse(at)

test('a token is valid until the instant it expires, unless somebody revoked it', () => {
  expect(tokenStanding({ expiresAt: null, revokedAt: null }, nowMs)).toBe('valid')
  expect(tokenStanding({ expiresAt: at, revokedAt: null }, nowMs - 1)).toBe('valid')
  expect(tokenStanding({ expiresAt: at, revokedAt: null }, nowMs)).toBe('expired')
  expect(tokenStanding({ expiresAt: at, revokedAt: at }, nowMs + 1)).toBe('revoked')
})
