/** Sentences that several cells share. */

import { formatNumber } from '../durations.ts'
import { formatClock } from '../instants.ts'
import type { CountKey, Counts } from '../facts.ts'
import { COUNT_KEYS } from '../facts.ts'
import type { ReadRun, Stamp } from '../readFacts.ts'
import { isSound } from '../readFacts.ts'
import { COUNT_LABELS } from './labels.ts'

/** "12:03:04 UTC", with the day where it is not the day of `asOfMs`; null without an instant. */
export function clockUtc(at: Stamp | null, asOfMs: number): string | null {
  return isSound(at) ? `${formatClock(at.ms, asOfMs)} UTC` : null
}

/** Nought of these is what everybody expects; saying it buries the counts that tell something. */
const SILENT_AT_ZERO: ReadonlySet<CountKey> = new Set(['failed', 'skipped'])

/** Whether a count is worth a reader's time. */
export function isCountSaid(key: CountKey, count: number | undefined): count is number {
  return count !== undefined && !(count === 0 && SILENT_AT_ZERO.has(key))
}

/** "1,204 of 1,204 processed, 3 skipped."; empty without counts. */
export function countsSentence(counts: Counts): string {
  const parts: string[] = []
  for (const key of COUNT_KEYS) {
    const count = counts[key]
    if (!isCountSaid(key, count)) continue
    if (key === 'processed' && counts.total !== undefined) parts.push(`${formatNumber(count)} of ${formatNumber(counts.total)} processed`)
    else if (key !== 'total') parts.push(`${formatNumber(count)} ${COUNT_LABELS[key]}`)
    else if (counts.processed === undefined) parts.push(`${formatNumber(count)} ${COUNT_LABELS[key]}`)
  }
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}

/** "Attempt 2 of 3."; empty where there is only ever one attempt, none has begun, or the first has succeeded. */
export function attemptSentence(run: ReadRun): string {
  const { attempt, maxAttempts } = run
  if (maxAttempts <= 1 || (run.outcome === 'succeeded' && attempt <= 1)) return ''
  // A queued operation that has already had an attempt is queued for the next one.
  const shown = run.lifecycle === 'queued' && attempt > 0 ? attempt + 1 : attempt
  if (shown === 0) return ''
  return shown <= maxAttempts ? `Attempt ${formatNumber(shown)} of ${formatNumber(maxAttempts)}.` : `Attempt ${formatNumber(shown)}.`
}

/** "Cancellation was asked for at 12:03:04 UTC."; empty when nobody asked. */
export function cancellationSentence(run: ReadRun, asOfMs: number): string {
  if (run.cancelRequestedAt === null) return ''
  const at = clockUtc(run.cancelRequestedAt, asOfMs)
  return at === null ? 'Cancellation was asked for.' : `Cancellation was asked for at ${at}.`
}

/** Joins what is there into one paragraph. */
export function paragraph(...sentences: readonly (string | null)[]): string {
  let joined = ''
  for (const sentence of sentences) if (sentence !== null && sentence !== '') joined += joined === '' ? sentence : ` ${sentence}`
  return joined
}

/** Ends a clause with a full stop unless it ends itself. */
export function asSentence(clause: string): string {
  return /[.!?…]”?$/.test(clause) ? clause : `${clause}.`
}
