import { hash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ProtocolError } from './problem.ts'

const WINDOW_SECONDS = 60

/**
 * Fewer would lock out a team behind one address over somebody's wrong variable; many more would let one address keep the
 * token lookup busy. Guessing a token is hopeless at any rate.
 */
const FAILURES_PER_ADDRESS = 30

export interface RateLimit {
  /** Before credentials are looked up: an address that only fails, or a token that is used up, costs no statement. */
  before(request: Request, address: string | undefined): Promise<void>
  /** Credentials that are not valid. */
  failed(address: string | undefined): Promise<void>
  /** Credentials that are valid: counts, refuses, and says what is left. `principal` names who has no token to count by. */
  passed(request: Request, principal: string): Promise<Record<string, string>>
}

/** Counts in this process alone: several servers on one database each grant the whole rate. */
export function createRateLimit(requestsPerMinute: number): RateLimit {
  const perToken = new RateLimiterMemory({ points: requestsPerMinute, duration: WINDOW_SECONDS })
  const perAddress = new RateLimiterMemory({ points: FAILURES_PER_ADDRESS, duration: WINDOW_SECONDS })

  return {
    before: async (request, address) => {
      const used = await perToken.get(keyOf(request, ''))
      if (used && used.consumedPoints > requestsPerMinute) throw tooMany(requestsPerMinute, used)
      if (used || address === undefined) return
      const failures = await perAddress.get(address)
      if (failures && failures.consumedPoints >= FAILURES_PER_ADDRESS) {
        throw limited('Too many requests without valid credentials came from this address. Check the token.', failures, {})
      }
    },
    failed: async (address) => {
      if (address !== undefined) await perAddress.penalty(address)
    },
    passed: async (request, principal) => {
      const used = await perToken.consume(keyOf(request, principal)).catch((refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) throw tooMany(requestsPerMinute, refusal)
        throw refusal
      })
      return rateHeaders(requestsPerMinute, used)
    },
  }
}

function tooMany(requestsPerMinute: number, used: RateLimiterRes): ProtocolError {
  return limited(`More than ${requestsPerMinute} requests in a minute with these credentials.`, used, rateHeaders(requestsPerMinute, used))
}

/** Used up: says when to come back. */
export function limited(what: string, used: RateLimiterRes, headers: Record<string, string>): ProtocolError {
  const seconds = secondsLeft(used)
  return new ProtocolError('rate_limited', 429, `${what} Try again in ${seconds} s.`, { ...headers, 'retry-after': String(seconds) })
}

function rateHeaders(requestsPerMinute: number, used: RateLimiterRes): Record<string, string> {
  return {
    'ratelimit-limit': String(requestsPerMinute),
    'ratelimit-remaining': String(Math.max(0, used.remainingPoints)),
    'ratelimit-reset': String(secondsLeft(used)),
    'ratelimit-policy': `${requestsPerMinute};w=${WINDOW_SECONDS}`,
  }
}

function secondsLeft(used: RateLimiterRes): number {
  return Math.max(1, Math.ceil(used.msBeforeNext / 1_000))
}

function keyOf(request: Request, principal: string): string {
  const authorization = request.headers.get('authorization')
  return authorization === null ? `principal ${principal}` : `token ${hash('sha256', authorization, 'base64')}`
}
