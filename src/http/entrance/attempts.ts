import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { limited } from '../rateLimit.ts'

const WINDOW_SECONDS = 300

/** More than anybody mistypes, and far less than guessing needs: some three thousand a day. */
const PER_EMAIL = 10
/** A team behind one address signs in without noticing; who tries one password on many people does. */
const PER_ADDRESS = 50
/** Ways to a provider, which cost a row each. */
const STARTS_PER_ADDRESS = 300

export interface Attempt {
  /** It was the right password: what counted against the person is forgotten, and this attempt counts against nobody. */
  succeeded(): Promise<void>
}

export interface Attempts {
  /** Counts before it is known how it ends, so that many at once are as many. Throws `rate_limited` with the time to wait. */
  begin(email: string, address: string | undefined): Promise<Attempt>
  start(address: string | undefined): Promise<void>
}

/** Counts in this process alone, like the rate of requests. */
export function createAttempts(): Attempts {
  const perEmail = new RateLimiterMemory({ points: PER_EMAIL, duration: WINDOW_SECONDS })
  const perAddress = new RateLimiterMemory({ points: PER_ADDRESS, duration: WINDOW_SECONDS })
  const starts = new RateLimiterMemory({ points: STARTS_PER_ADDRESS, duration: WINDOW_SECONDS })
  return {
    begin: async (email, address) => {
      const person = email.toLowerCase()
      if (address !== undefined) await count(perAddress, address, 'Too many attempts to sign in came from this address.')
      await count(perEmail, person, 'Too many attempts to sign in with this e-mail.')
      return {
        succeeded: async () => {
          await perEmail.delete(person)
          if (address !== undefined) await perAddress.reward(address)
        },
      }
    },
    start: async (address) => {
      if (address !== undefined) await count(starts, address, 'Too many attempts to sign in came from this address.')
    },
  }
}

async function count(limiter: RateLimiterMemory, key: string, refusal: string): Promise<void> {
  await limiter.consume(key).catch((error: unknown) => {
    throw error instanceof RateLimiterRes ? limited(refusal, error, {}) : error
  })
}
