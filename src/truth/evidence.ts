/**
 * The list a sceptic can check: every signal that applies to this part of the operation's life, in a fixed order, the unread ones included.
 * A terminal operation lists none: its evidence was judged when it was closed and is kept with the reconciliation.
 */

import { quoteForeign } from './copy/forbidden.ts'
import { formatAge, formatExactDuration } from './durations.ts'
import type { Judgement } from './judgement.ts'
import {
  QUEUE_WORD_GRACE_MS,
  RECENT_PROGRESS_SHARE,
  RECONNECT_GRACE_MS,
  SESSION_GRACE_MS,
  SESSION_UNSEEN_MS,
  SILENT_AFTER_BEATS,
  SILENT_AFTER_REPORTS,
} from './lifecyclePolicy.ts'
import { isSound, type ReadFacts, type ReadRun, type ReadWorker } from './readFacts.ts'
import { attemptStart, queuedSince } from './signals.ts'
import type { QueuedSignals, Reading, RunningSignals } from './signals.ts'
import type { Evidence, EvidenceSignal } from './verdict.ts'

export function listEvidence(judgement: Judgement, asOfMs: number): readonly Evidence[] {
  const { read, run, queued, running } = judgement
  if (run === null) return []
  if (queued !== null) return listQueued(read, run, queued, asOfMs)
  return running === null ? [] : listRunning(judgement, run, running, asOfMs)
}

function listQueued(read: ReadFacts, run: ReadRun, signals: QueuedSignals, asOfMs: number): readonly Evidence[] {
  const since = queuedSince(run)
  const observed = since === null ? null : signals.scheduled ? `not due before ${since.text}` : `queued for ${formatAge(asOfMs - since.ms)}`
  return [
    row('queued_window', signals.window, observed, durationOrNull(read.policy?.queuedWindowMs)),
    row('queue_job', signals.queueJob, describeJob(read), QUEUE_THRESHOLD),
  ]
}

function listRunning(judgement: Judgement, run: ReadRun, signals: RunningSignals, asOfMs: number): readonly Evidence[] {
  const { read, freshness } = judgement
  const { worker, policy } = read
  const start = attemptStart(run)
  const everyMs = worker?.heartbeatEveryMs ?? null
  const observedAt = worker?.observedAt?.text
  const windowMs = policy?.runningWindowMs ?? null
  return [
    row('running_window', signals.window, start === null ? null : `started ${formatAge(asOfMs - start.ms)} ago`, durationOrNull(windowMs)),
    row(
      'worker_heartbeat',
      signals.heartbeat,
      worker?.heartbeatAt?.text ?? null,
      everyMs === null ? null : formatExactDuration(worker?.silentAfterMs ?? everyMs * SILENT_AFTER_BEATS),
    ),
    row('worker_session', signals.session, describeSession(worker, observedAt), describeSessionThreshold(worker)),
    row('worker_boot', signals.boot, describeBoot(read, freshness), null),
    row('worker_process', signals.process, worker?.processAlive === true ? 'exists' : 'gone', null),
    row('queue_job', signals.queueJob, describeJob(read), QUEUE_THRESHOLD),
    row(
      'progress_report',
      signals.progress,
      run.lastProgressAt?.text ?? 'none yet',
      describeReportThreshold(policy?.reportsEveryMs ?? null, windowMs),
    ),
  ]
}

function row(signal: EvidenceSignal, reading: Reading, observed: string | null, threshold: string | null): Evidence {
  return reading === 'not_checked'
    ? { signal, checked: false, observed: null, threshold, supports: 'nothing' }
    : { signal, checked: true, observed, threshold, supports: reading }
}

const QUEUE_THRESHOLD = formatExactDuration(QUEUE_WORD_GRACE_MS)

function describeJob(read: ReadFacts): string | null {
  const job = read.queueJob
  if (job === null) return null
  return job.since === null ? `${job.state}, since when is not known` : `${job.state} since ${job.since.text}`
}

function describeSession(worker: ReadWorker | null, observedAt: string | undefined): string {
  const held = worker?.sessionHeld === true
  const seen = worker?.sessionSeenAt ?? null
  const state = held ? 'held' : 'not held'
  const since = held || !isSound(seen) ? '' : `, last seen ${seen.text}`
  return observedAt === undefined ? `${state}${since}` : `${state} at ${observedAt}${since}`
}

function describeSessionThreshold(worker: ReadWorker | null): string | null {
  if (isSound(worker?.sessionSeenAt ?? null)) {
    return `not seen for ${formatExactDuration(SESSION_UNSEEN_MS)}, store of the queue up for ${formatExactDuration(RECONNECT_GRACE_MS)}`
  }
  const everyMs = worker?.heartbeatEveryMs ?? null
  if (everyMs === null) return null
  return `not held, last beat older than ${formatExactDuration(everyMs + SESSION_GRACE_MS)}, database up for ${formatExactDuration(RECONNECT_GRACE_MS)}`
}

function describeBoot(read: ReadFacts, freshness: Judgement['freshness']): string | null {
  const { worker } = read
  if (worker === null || worker.bootId === null || worker.leaseBootId === null) return null
  const registered = quoteForeign(worker.bootId, freshness)
  return worker.bootId === worker.leaseBootId ? registered : `${registered}, lease given to ${quoteForeign(worker.leaseBootId, freshness)}`
}

function describeReportThreshold(reportsEveryMs: number | null, windowMs: number | null): string | null {
  if (reportsEveryMs !== null) return formatExactDuration(reportsEveryMs * SILENT_AFTER_REPORTS)
  return windowMs === null ? null : formatExactDuration(windowMs * RECENT_PROGRESS_SHARE)
}

function durationOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : formatExactDuration(ms)
}
