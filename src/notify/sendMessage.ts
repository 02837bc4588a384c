import { lookup as lookUp, type LookupAddress, type LookupOptions } from 'node:dns'
import { request as requestPlain, STATUS_CODES, type IncomingMessage } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP } from 'node:net'
import type { Clock } from '../clock.ts'
import { ForbiddenTarget, hostOf, requirePublicAddress, type WebhookTargets } from './target.ts'

export interface Message {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Sending {
  readonly targets: WebhookTargets
  readonly clock: Clock
  /** From looking up the name to the last byte of the answer. */
  readonly timeoutMs: number
  /** Fires when there is no time left to wait for an answer. */
  readonly signal: AbortSignal
}

/** How one attempt went. Nothing of what the receiver said is kept: it may be a page of somebody's inner network. */
export interface SendResult {
  readonly accepted: boolean
  readonly status: number | null
  readonly durationMs: number
  /** In plain words; null when accepted. */
  readonly error: string | null
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null
  /** We stopped, which says nothing about the receiver. */
  readonly interrupted: boolean
}

/** An answer longer than this is not read to its end. */
const ANSWER_LIMIT_BYTES = 64 * 1024

/**
 * Posts one message and waits for the answer. A redirect is an answer like any other and is not followed. The address is
 * judged at the moment of connecting, so that a name that pointed elsewhere when it was entered gets no further.
 */
export async function sendMessage(message: Message, sending: Sending): Promise<SendResult> {
  const { clock, timeoutMs, signal } = sending
  const startedMs = clock.monotonicMs()
  const limit = AbortSignal.timeout(timeoutMs)
  const end = (result: Omit<SendResult, 'durationMs' | 'interrupted'>, interrupted = false): SendResult => ({
    ...result,
    interrupted,
    durationMs: Math.round(clock.monotonicMs() - startedMs),
  })
  try {
    const { status, retryAfterMs } = await exchange(message, sending.targets, AbortSignal.any([limit, signal]))
    const accepted = status >= 200 && status < 300
    return end({ accepted, status, error: accepted ? null : answered(status), retryAfterMs })
  } catch (error) {
    const failed = { accepted: false, status: null, retryAfterMs: null }
    if (signal.aborted) return end({ ...failed, error: 'Runtruth was stopped before an answer came.' }, true)
    if (limit.aborted) return end({ ...failed, error: `No answer within ${timeoutMs / 1_000} s.` })
    return end({ ...failed, error: wordsOf(error) })
  }
}

async function exchange(
  { url: text, headers, body }: Message,
  targets: WebhookTargets,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly retryAfterMs: number | null }> {
  const url = new URL(text)
  const host = hostOf(url)
  if (targets === 'public') {
    if (url.protocol !== 'https:') throw new ForbiddenTarget('Only https is sent to. Set RUNTRUTH_WEBHOOK_TARGETS=any to allow it.')
    // An address that needs no looking up never comes by the look-up below.
    if (isIP(host) !== 0) requirePublicAddress(host, host)
  }
  const send = url.protocol === 'https:' ? requestSecure : requestPlain
  return await new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Runtruth' },
      ...(targets === 'public' ? { lookup: publicLookUp } : {}),
    })
    request.on('error', reject)
    request.once('response', (response) => {
      const told = { status: response.statusCode ?? 0, retryAfterMs: retryAfterOf(response) }
      // From here on it has been answered, however the rest of it ends.
      request.on('error', () => resolve(told))
      request.off('error', reject)
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength
        if (bytes > ANSWER_LIMIT_BYTES) response.destroy()
      })
      response.on('error', () => resolve(told))
      response.once('close', () => resolve(told))
    })
    request.end(body)
  })
}

type LookUpAnswer = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** One forbidden address among several is enough: which of them is connected to is not ours to choose. */
function publicLookUp(host: string, options: LookupOptions, callback: LookUpAnswer): void {
  lookUp(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    try {
      for (const { address } of addresses) requirePublicAddress(host, address)
    } catch (forbidden) {
      // Nothing else is thrown there.
      return callback(forbidden as Error, [])
    }
    const [first] = addresses
    if (options.all === true) return callback(null, addresses)
    return callback(null, first?.address ?? '', first?.family)
  })
}

function retryAfterOf({ headers }: IncomingMessage): number | null {
  const seconds = headers['retry-after']
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null
}

function answered(status: number): string {
  const name = STATUS_CODES[status]
  const said = `Answered ${status}${name === undefined ? '' : ` ${name}`}.`
  return status >= 300 && status < 400 ? `${said} Redirects are not followed; enter the address it leads to.` : said
}

const TROUBLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: the connection was refused.',
  ECONNRESET: 'The connection was closed before an answer came.',
  EPIPE: 'The connection was closed before an answer came.',
  ENOTFOUND: 'The name of the host is not known.',
  EAI_AGAIN: 'The name of the host could not be looked up.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network of the host cannot be reached.',
  ETIMEDOUT: 'The host did not take the connection in time.',
  CERT_HAS_EXPIRED: 'The certificate of the host has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the host is signed by itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate of the host is signed by an authority that is not known here.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the host is signed by an authority that is not known here.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The certificate of the host is signed by an authority that is not known here.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the host is for another name.',
  EPROTO: 'The host does not speak TLS there.',
}

function wordsOf(error: unknown): string {
  if (error instanceof ForbiddenTarget) return error.message
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error] // as many as there were addresses
  const code = first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : ''
  return TROUBLE[code] ?? `The message could not be sent${code === '' ? '' : ` (${code})`}.`
}
