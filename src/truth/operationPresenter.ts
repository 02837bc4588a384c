/**
 * The only place that words a verdict: one headline, one line of guidance, at most one next step, and the toasts and notifications that
 * speak of the same operation.
 */

import { explainProof, explainStaleness, explainUnknown, explainWait } from './copy/explanations.ts'
import { quoteForeign } from './copy/forbidden.ts'
import { NOT_VERIFIED_MARK, OPEN_LABELS, OUTCOME_LABELS, RECONCILIATION_REASON_LABELS } from './copy/labels.ts'
import { asSentence, attemptSentence, cancellationSentence, clockUtc, countsSentence, paragraph } from './copy/sentences.ts'
import { isSuperseded, problemOf } from './followUp.ts'
import type { Judgement } from './judgement.ts'
import type { ReadReconciliation, ReadRun } from './readFacts.ts'
import type { NextStep, Progress, RunDurationInsights, Verdict } from './verdict.ts'

const CLOSING = 'Reconciliation will close this operation.'
/** Somebody else's queue gives the job of a lost worker to another one by itself, only later. */
const RECOVERING = 'Its queue may still give it to another worker; if it does not, reconciliation will close this operation.'
const UNREADABLE = 'The facts of this operation could not be read, so nothing can be said about its health.'
const REVIEW_WORKERS = 'Review worker health.'

export function headlineOf(judgement: Judgement): string {
  const { run, lifecycle, freshness, reason } = judgement
  switch (freshness) {
    case 'fresh':
      return OPEN_LABELS[lifecycle === 'running' ? 'running' : 'queued']
    case 'unknown':
      return `${OPEN_LABELS[lifecycle === 'running' ? 'running' : 'queued']}, ${NOT_VERIFIED_MARK}`
    case 'likely_stale':
      return 'Likely stale'
    case 'orphaned':
      if (reason === 'queue_job_missing') return 'Job lost'
      return reason === 'queue_job_completed' || reason === 'queue_job_failed' ? 'Ended without report' : 'Worker lost'
    case 'settled':
      return OUTCOME_LABELS[run?.outcome ?? 'pending']
    case 'reconciled': {
      const outcome = run?.outcome ?? null
      if (outcome === null) return `Reconciled, ${OUTCOME_LABELS.pending.toLowerCase()}`
      return reason === 'amended' ? `${OUTCOME_LABELS[outcome]} (amended)` : `Reconciled as ${OUTCOME_LABELS[outcome].toLowerCase()}`
    }
  }
}

export function guidanceOf(judgement: Judgement, progress: Progress, duration: RunDurationInsights, asOfMs: number): string {
  const { run, freshness } = judgement
  if (run === null) return UNREADABLE
  switch (freshness) {
    case 'fresh':
      return run.lifecycle === 'running' ? guideRunning(judgement, run, progress, duration, asOfMs) : guideQueued(judgement, run, asOfMs)
    case 'unknown':
      return paragraph(explainUnknown(judgement, run, asOfMs), attemptSentence(run), cancellationSentence(run, asOfMs))
    case 'likely_stale':
      return paragraph(explainStaleness(judgement, run, asOfMs), attemptSentence(run), cancellationSentence(run, asOfMs), REVIEW_WORKERS)
    case 'orphaned':
      return paragraph(
        explainProof(judgement, asOfMs, asOfMs),
        attemptSentence(run),
        cancellationSentence(run, asOfMs),
        isRecoverable(judgement) ? RECOVERING : CLOSING,
      )
    case 'settled':
      return guideSettled(judgement, run, duration, asOfMs)
    case 'reconciled':
      return guideReconciled(judgement, run, run.reconciliation, asOfMs)
  }
}

/** Whether its worker is lost, but its job is not: the queue has it, and gives lost jobs out anew. */
export function isRecoverable({ read, reason }: Judgement): boolean {
  const workerLost = reason === 'worker_session_ended' || reason === 'worker_restarted' || reason === 'process_gone'
  return workerLost && (read.queue?.recoversAfterMs ?? null) !== null
}

/** At most one; it points at the operation's page where the facts say in which workspace that is. */
export function nextStepOf(judgement: Judgement): NextStep | null {
  const label = nextStepLabel(judgement)
  return label === null ? null : { label, href: pageOf(judgement.run) }
}

/** Why the verdict is what it is, for the record: without what happens next, and with the day, since it will be read on another one. */
export function reasonSentence(judgement: Judgement, asOfMs: number): string {
  if (judgement.run === null) return UNREADABLE
  switch (judgement.freshness) {
    case 'orphaned':
      return explainProof(judgement, asOfMs, Number.NaN)
    case 'likely_stale':
      return explainStaleness(judgement, judgement.run, asOfMs)
    case 'unknown':
      return explainUnknown(judgement, judgement.run, asOfMs)
    case 'fresh':
      return 'Nothing speaks against it.'
    case 'settled':
    case 'reconciled':
      return 'It is already terminal.'
  }
}

function guideQueued(judgement: Judgement, run: ReadRun, asOfMs: number): string {
  const attempt = attemptSentence(run)
  const cancellation = cancellationSentence(run, asOfMs)
  const calm = 'No action needed yet.'
  const queue = judgement.read.queue
  if (judgement.reason === 'scheduled' || judgement.reason === 'retry_backoff') {
    const at = clockUtc(run.availableAt, asOfMs) ?? ''
    const what = attempt === '' ? `Scheduled for ${at}.` : `${attempt.slice(0, -1)} starts at ${at}.`
    return paragraph(what, cancellation, calm)
  }
  if (judgement.reason === 'no_live_worker') return paragraph('No live worker serves this queue.', attempt, cancellation)
  // A pause ends by somebody's hand, so it is not said that nothing needs doing.
  const close = judgement.reason === 'queue_paused' ? 'Nothing starts until it is resumed.' : calm
  return paragraph(explainWait(judgement, queue?.ahead ?? null), attempt, cancellation, close)
}

function guideRunning(judgement: Judgement, run: ReadRun, progress: Progress, duration: RunDurationInsights, asOfMs: number): string {
  const longer = judgement.insight === 'longer_than_usual' && duration.label !== null ? `${duration.label}.` : ''
  const said = progress.label === null ? 'Working.' : asSentence(progress.label)
  return paragraph(said, longer, attemptSentence(run), cancellationSentence(run, asOfMs))
}

function guideSettled(judgement: Judgement, run: ReadRun, duration: RunDurationInsights, asOfMs: number): string {
  const at = clockUtc(run.completedAt, asOfMs)
  const took = duration.label === null ? '' : `${duration.label}.`
  return paragraph(
    explainOutcome(judgement, run, at),
    countsSentence(run.counts),
    took,
    attemptSentence(run),
    run.outcome === 'cancelled' ? cancellationSentence(run, asOfMs) : '',
    superseded(judgement, run),
  )
}

function explainOutcome(judgement: Judgement, run: ReadRun, at: string | null): string {
  const when = at === null ? '' : ` at ${at}`
  const message = run.failureMessage === null ? null : quoteForeign(run.failureMessage, judgement.freshness)
  switch (run.outcome) {
    case null:
      return `It ended${when}, but how it ended was not recorded.`
    case 'succeeded':
      return `Finished${when}.`
    case 'partially_succeeded':
      return paragraph(`Finished${when}, but not all of it succeeded.`, message === null ? null : asSentence(message))
    case 'blocked':
      return paragraph(`It could not go ahead${when === '' ? '' : `, reported${when}`}.`, message === null ? null : asSentence(message))
    case 'failed':
      return message === null ? `It failed${when} without saying why.` : paragraph(asSentence(message), `Failed${when}.`)
    case 'cancelled':
      return `Cancelled${when}.`
  }
}

function guideReconciled(judgement: Judgement, run: ReadRun, reconciliation: ReadReconciliation | null, asOfMs: number): string {
  if (reconciliation === null) return superseded(judgement, run)
  const at = clockUtc(reconciliation.at, asOfMs)
  const when = at === null ? '' : ` at ${at}`
  const label = reconciliation.reason === null ? 'The reason was not recorded' : RECONCILIATION_REASON_LABELS[reconciliation.reason]
  const because = reconciliation.because === null ? null : asSentence(quoteForeign(reconciliation.because, judgement.freshness))
  const by = reconciliation.by === null ? '' : ` by ${quoteForeign(reconciliation.by, judgement.freshness)}`
  const amended = reconciliation.amendedAt === null ? null : lineage(reconciliation, run, when, asOfMs)
  const closed = `Closed${by}${when}.`
  return paragraph(
    amended,
    `${label}.`,
    because,
    amended === null ? closed : null,
    countsSentence(run.counts),
    attemptSentence(run),
    superseded(judgement, run),
  )
}

/** What was concluded stays visible beside what the worker said afterwards. */
function lineage(reconciliation: ReadReconciliation, run: ReadRun, when: string, asOfMs: number): string {
  // Without an adapter's proof the reconciler only ever closes as failed.
  const outcome = reconciliation.outcome ?? (reconciliation.reason === 'adapter_out_of_sync' ? null : 'failed')
  const as = outcome === null || outcome === 'pending' ? '' : ` as ${OUTCOME_LABELS[outcome].toLowerCase()}`
  const amendedAt = clockUtc(reconciliation.amendedAt, asOfMs)
  const said = run.failureMessage === null ? '' : ` ${asSentence(quoteForeign(run.failureMessage, 'reconciled'))}`
  return `Reconciled${as}${when}; amended by the worker's own report${amendedAt === null ? '' : ` at ${amendedAt}`}.${said}`
}

function superseded(judgement: Judgement, run: ReadRun): string {
  return isSuperseded(judgement) && run.supersededBy !== null
    ? `Superseded by operation ${quoteForeign(run.supersededBy, judgement.freshness)}.`
    : ''
}

function nextStepLabel(judgement: Judgement): string | null {
  switch (judgement.freshness) {
    case 'fresh':
      return judgement.reason === 'no_live_worker' ? 'Review worker health' : null
    case 'unknown':
      return null
    case 'likely_stale':
      return 'Review worker health'
    case 'orphaned':
      return 'View operation'
    case 'settled':
    case 'reconciled':
      return problemOf(judgement) === 'none' ? null : followUpLabel(judgement)
  }
}

function followUpLabel(judgement: Judgement): string {
  const outcome = judgement.run?.outcome ?? null
  // Declared safe is not enough when nobody knows how it ended: look first.
  if (outcome !== null && judgement.read.policy?.retry === 'safe') return 'Retry operation'
  switch (outcome) {
    case null:
      return 'Review outcome'
    case 'blocked':
      return 'Review what blocked it'
    case 'partially_succeeded':
      return 'Review partial result'
    case 'failed':
    case 'succeeded':
    case 'cancelled':
      return 'Review failure'
  }
}

function pageOf(run: ReadRun | null): string | null {
  if (run === null || run.id === null || run.workspace === null) return null
  return `/admin/workspaces/${encodeURIComponent(run.workspace.toWellFormed())}/operations/${encodeURIComponent(run.id.toWellFormed())}`
}

/** A short message about something the reader just did. */
export interface Toast {
  readonly headline: string
  readonly guidance: string
}

export function queuedToast(label: string): Toast {
  return { headline: `${label} queued`, guidance: 'Running in the background.' }
}

export function alreadyQueuedToast(label: string): Toast {
  return {
    headline: `${label} is already queued`,
    guidance: 'The operation that is already open is shown; nothing new was started.',
  }
}

/** What the initiator is told when an operation ends, or when a late report amends how it ended. */
export function presentNotification(label: string, verdict: Verdict): Toast & { readonly nextStep: NextStep | null } {
  return { headline: `${label}: ${verdict.headline}`, guidance: verdict.guidance, nextStep: verdict.nextStep }
}
