import type { WireSignInError } from '../../../src/http/contract.ts'
import { formatDuration } from '../../../src/truth/durations.ts'
import type { ApiProblem } from '../api/problem.ts'

const NOT_A_PAIR = 'That e-mail address and password do not belong together.'
const WITHOUT_A_TIME = 'Too many attempts. Wait a minute, then try again.'

/** Why somebody was not let in, in one calm sentence that tells no stranger who has an account here. */
export function signInRefusal(problem: ApiProblem): string {
  if (problem.status === 429) {
    return problem.retryAfterMs === null
      ? WITHOUT_A_TIME
      : `Too many attempts. Try again in ${formatDuration(atLeastASecond(problem.retryAfterMs))}.`
  }
  if (problem.status === 400 || problem.status === 401 || problem.status === 404) return NOT_A_PAIR
  return problem.message
}

const PROVIDER_SAID: Record<WireSignInError, string> = {
  unknown_email: 'The provider knows you, and no workspace here does. An owner of one adds you by the e-mail address the provider has.',
  unverified_email: 'The provider has not confirmed that the e-mail address is yours. Verify it there, then try again.',
  cancelled: 'The sign-in was cancelled at the provider. Nothing was changed.',
  failed: 'The provider signed nobody in. Try again, or ask whoever runs this installation.',
}

/** What came back from a provider instead of a person; null when nothing did. Never text that came in an address. */
export function providerRefusal(error: string | null): string | null {
  if (error === null) return null
  return isKnown(error) ? PROVIDER_SAID[error] : PROVIDER_SAID.failed
}

function isKnown(error: string): error is WireSignInError {
  return Object.hasOwn(PROVIDER_SAID, error)
}

function atLeastASecond(ms: number): number {
  return Math.max(1_000, Math.ceil(ms / 1_000) * 1_000)
}
