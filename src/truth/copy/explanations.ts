/** Why an open operation stands where it stands: one explanation per way a rule can match. The presenter puts them into sentences. */

import { formatAge, formatExactDuration, formatNumber } from '../durations.ts'
import { formatClock } from '../instants.ts'
import type { Judgement } from '../judgement.ts'
import type { ReadRun } from '../readFacts.ts'
import { attemptStart, queuedSince } from '../signals.ts'
import { quoteForeign } from './forbidden.ts'
import { asSentence, clockUtc, paragraph } from './sentences.ts'

export function explainWait(judgement: Judgement, ahead: number | null): string {
  const queue = judgement.read.queue
  const behind = ahead === null || ahead === 0 ? '' : ` ${operations(ahead)} ahead.`
  if (judgement.reason === 'queue_paused') return explainPause(judgement) ?? ''
  if (judgement.reason === 'dispatch_unconfirmed') return 'Its queue has not confirmed yet that it has the job.'
  if (judgement.reason === 'dependency') return `Held until ${others(queue?.dependencies ?? 0)} ended.`
  if (judgement.reason === 'concurrency_limit')
    return `Held by a concurrency limit of ${formatNumber(queue?.concurrencyLimit ?? 0)}.${behind}`
  return judgement.reason === 'behind_others' ? `Waiting for a worker, behind ${operations(ahead ?? 0)}.` : 'Waiting for a worker.'
}

function explainPause({ read, freshness }: Judgement): string | null {
  const paused = read.queue?.paused ?? null
  if (paused === null) return null
  return paused.by === null ? 'The queue is paused.' : asSentence(`The queue is paused by ${quoteForeign(paused.by, freshness)}`)
}

function operations(count: number): string {
  return count === 1 ? '1 operation' : `${formatNumber(count)} operations`
}

function others(count: number): string {
  return count === 1 ? '1 other operation has' : `${formatNumber(count)} other operations have`
}

export function explainUnknown(judgement: Judgement, run: ReadRun, asOfMs: number): string {
  if (judgement.reason === 'uncovered_type')
    return 'No lifecycle window is defined for this type, so its age says nothing about its health.'
  if (judgement.reason === 'unreadable_status') return 'Its recorded status could not be read; where it stands is inferred from its times.'
  if (Number.isNaN(asOfMs)) return 'The time of evaluation is missing, so no age can be judged.'
  const which = run.lifecycle === 'running' ? 'start time' : run.availableAt === null ? 'creation time' : 'due time'
  switch (judgement.running?.timeTrouble ?? judgement.queued?.timeTrouble ?? null) {
    case 'missing':
      return `Its ${which} is missing, so its age cannot be judged.`
    case 'unreadable':
      return `Its ${which} cannot be read, so its age cannot be judged.`
    case 'future':
      return `Its ${which} is in the future, so its age cannot be judged.`
    case 'progress_future':
      return 'Its last progress report is dated in the future, so its age cannot be judged.'
    case null:
      return 'Its times cannot be used, so its age cannot be judged.'
  }
}

export function explainStaleness(judgement: Judgement, run: ReadRun, asOfMs: number): string {
  const { reason, read, running } = judgement
  const start = attemptStart(run)
  const sinceStart = formatAge(asOfMs - (start?.ms ?? asOfMs))
  if (reason === 'worker_silent') return explainSilence(judgement, asOfMs)
  const progressMs = running?.progressMs ?? Number.NaN
  if (reason === 'progress_silent') {
    const every = formatExactDuration(read.policy?.reportsEveryMs ?? 0)
    if (Number.isNaN(progressMs)) return `No report since it started ${sinceStart} ago; expected every ${every}.`
    return `Last report ${formatAge(asOfMs - progressMs)} ago; expected every ${every}.`
  }
  if (reason === 'past_running_window') {
    const windowWords = formatExactDuration(read.policy?.runningWindowMs ?? 0)
    const silence = Number.isNaN(progressMs) ? 'with nothing reported' : `last report ${formatAge(asOfMs - progressMs)} ago`
    return `Started ${sinceStart} ago, past its ${windowWords} lifecycle window, ${silence}.`
  }
  const age = formatAge(asOfMs - (queuedSince(run)?.ms ?? asOfMs))
  const held = explainPause(judgement) ?? (read.queue?.liveWorkers === 0 ? 'No live worker serves this queue.' : null)
  return paragraph(`Queued for ${age}, past its ${formatExactDuration(read.policy?.queuedWindowMs ?? 0)} lifecycle window.`, held)
}

function explainSilence(judgement: Judgement, asOfMs: number): string {
  const { running, read } = judgement
  const lastSignMs = running?.lastSignMs ?? asOfMs
  const upSince = read.worker?.databaseUpSince ?? null
  const observedAt = read.worker?.observedAt ?? null
  const back =
    upSince !== null && upSince.ms > lastSignMs ? `, nothing since the database came back ${formatAge(asOfMs - upSince.ms)} ago` : ''
  const every = formatExactDuration(read.worker?.heartbeatEveryMs ?? 0)
  // When nobody looked, the silence is partly the reader's own, and the sentence says so.
  const unseen =
    observedAt !== null && observedAt.ms <= judgement.staleAfterMs
      ? ` The worker was last looked at ${formatAge(asOfMs - observedAt.ms)} ago.`
      : ''
  return `Last sign of life ${formatAge(asOfMs - lastSignMs)} ago${back}; expected every ${every}.${unseen}`
}

/** `clockMs` is the day the reader is on; NaN: unknown, so that every time is written with its day. */
export function explainProof(judgement: Judgement, asOfMs: number, clockMs: number): string {
  const { read, running, reason } = judgement
  const worker = read.worker
  const name = worker?.name === null || worker?.name === undefined ? '' : ` ${quoteForeign(worker.name, judgement.freshness)}`
  const since = clockUtc(read.queueJob?.since ?? null, clockMs) ?? ''
  if (reason === 'queue_job_missing') return `The queue has had no job for this operation since ${since}.`
  if (reason === 'queue_job_failed') return `The queue says that its job failed at ${since}, and no report has arrived.`
  if (reason === 'queue_job_completed') return `The queue says that its job ended at ${since}, and no report has arrived.`
  if (reason === 'worker_restarted') {
    return `Worker${name} has started anew since it took this operation; the process that held it is gone.`
  }
  if (reason === 'process_gone') return `The worker process${name} no longer exists on its host.`
  const seenMs = running?.lastSeenMs ?? Number.NaN
  const observedMs = worker?.observedAt?.ms ?? asOfMs
  const seen = Number.isNaN(seenMs) ? '' : `, last seen ${formatClock(seenMs, clockMs)}`
  const evidence = `(session ended by ${formatClock(observedMs, clockMs)}${seen} UTC)`
  // The same host may still see the process; then it is its road that has gone.
  return running?.process === 'fresh'
    ? `The worker process${name} exists but can no longer reach the ledger ${evidence}.`
    : `The worker process${name} is gone ${evidence}.`
}
