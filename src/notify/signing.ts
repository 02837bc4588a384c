import { createHmac, randomBytes } from 'node:crypto'

/**
 * Signatures after the Standard Webhooks specification. Twenty lines of node:crypto instead of its package: that one brings
 * its own base64 and SHA-256, and signs with one secret where a rotation needs two.
 */

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** What is kept, and how it is shown this once. */
export function createSigningSecret(): { readonly key: Buffer; readonly secret: string } {
  const key = randomBytes(SECRET_BYTES)
  return { key, secret: SECRET_PREFIX + key.toString('base64') }
}

/** One signature for each secret that is valid now, so that a receiver who knows either of two is content. */
export function signedHeaders(keys: readonly Buffer[], messageId: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const sign = (key: Buffer) => `v1,${createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64')}`
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': keys.map(sign).join(' ') }
}
