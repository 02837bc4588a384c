/**
 * What each signal says at one moment. Suspicion is judged at `asOf`, so that a reader who hears nothing more slowly stops believing;
 * proof is judged at the moment of observation, so that a reader who looks away convicts nobody by getting older.
 */

import {
  QUEUE_WORD_GRACE_MS,
  RECENT_PROGRESS_SHARE,
  RECONNECT_GRACE_MS,
  SESSION_GRACE_MS,
  SESSION_UNSEEN_MS,
  SILENT_AFTER_BEATS,
  SILENT_AFTER_REPORTS,
} from './lifecyclePolicy.ts'
import type { Moment } from './moment.ts'
import { isPast, isReached, isUsable } from './moment.ts'
import type { ReadFacts, ReadRun, ReadWorker, Stamp } from './readFacts.ts'
import { isSound } from './readFacts.ts'
import type { EvidenceSupport } from './verdict.ts'

export type Reading = EvidenceSupport | 'not_checked'

/** Which recorded time cannot be used, if one is needed and cannot. */
export type TimeTrouble = 'missing' | 'unreadable' | 'future' | 'progress_future' | null

export interface QueuedSignals {
  readonly window: Reading
  readonly queueJob: Reading
  readonly timeTrouble: TimeTrouble
  /** True while it is planned for later. */
  readonly scheduled: boolean
  /** The instant after which the window is exceeded; NaN when it cannot be. */
  readonly windowEndsMs: number
}

export interface RunningSignals {
  readonly window: Reading
  readonly heartbeat: Reading
  readonly session: Reading
  readonly boot: Reading
  readonly process: Reading
  readonly queueJob: Reading
  readonly progress: Reading
  readonly timeTrouble: TimeTrouble
  /** The instants after which each kind of staleness began; NaN when it cannot begin. */
  readonly windowEndsMs: number
  readonly beatsEndMs: number
  readonly reportsEndMs: number
  /** The later of the last beat and the last report of this attempt; NaN when the heartbeat was not checked. */
  readonly lastSignMs: number
  /** The later of that and of when its session was last seen to stand; NaN when neither is known. */
  readonly lastSeenMs: number
  /** The last report of this attempt; NaN when there is none that can be used. */
  readonly progressMs: number
}

/** Where queued time begins: when it became available, else when it was created. */
export function queuedSince(run: ReadRun): Stamp | null {
  return run.availableAt ?? run.createdAt
}

/** Each attempt has its own lease and its own running time: a third attempt is not stale because the first two took long. */
export function attemptStart(run: ReadRun): Stamp | null {
  return run.restartedAt ?? run.startedAt
}

export function readQueuedSignals(read: ReadFacts, run: ReadRun, moment: Moment): QueuedSignals {
  const since = queuedSince(run)
  // A planned instant may lie ahead by design; a recorded one may not.
  const planned = isSound(run.availableAt) && !Number.isNaN(moment.asOfMs)
  const timeTrouble = planned ? null : troubleWith(since, moment)
  const windowMs = read.policy?.queuedWindowMs ?? null
  const windowEndsMs = since === null || timeTrouble !== null || windowMs === null ? Number.NaN : since.ms + windowMs
  return {
    window: Number.isNaN(windowEndsMs) ? 'not_checked' : isPast(moment, windowEndsMs) ? 'stale' : 'fresh',
    queueJob: readQueueJob(read, null, moment),
    timeTrouble,
    scheduled: planned && since !== null && !isReached(moment, since.ms),
    windowEndsMs,
  }
}

export function readRunningSignals(read: ReadFacts, run: ReadRun, moment: Moment): RunningSignals {
  const { policy, worker } = read
  const start = attemptStart(run)
  const startTrouble = troubleWith(start, moment)
  const progress = progressOfThisAttempt(run, start)
  const progressFuture = progress !== null && !isUsable(moment, progress.ms)
  const progressMs = progress === null || progressFuture ? Number.NaN : progress.ms
  const observed = worker !== null && (worker.observedAt === null || isUsable(moment, worker.observedAt.ms))
  // Whoever was seen before this attempt began is not the one it was given to: that look can neither convict nor vouch for its worker.
  const tooEarly = worker !== null && isSound(worker.observedAt) && isSound(start) && worker.observedAt.ms < start.ms
  const witnessed = observed && !tooEarly
  const upSinceMs = worker === null || worker.databaseUpSince === null ? Number.NEGATIVE_INFINITY : worker.databaseUpSince.ms
  // Until this incarnation of the database can be placed in time, no silence can be counted from anywhere.
  const silenceCounts = worker === null || (observed && (worker.databaseUpSince === null || isUsable(moment, upSinceMs)))

  const everyMs = worker?.heartbeatEveryMs ?? null
  const heartbeatMs = worker?.heartbeatAt?.ms ?? Number.NaN
  const bootsDiffer = worker !== null && worker.bootId !== null && worker.leaseBootId !== null && worker.bootId !== worker.leaseBootId
  const otherBoot = witnessed && bootsDiffer
  const beats = observed && !(tooEarly && bootsDiffer) && silenceCounts && everyMs !== null && isUsable(moment, heartbeatMs)
  const lastSignMs = !beats ? Number.NaN : progressMs > heartbeatMs ? progressMs : heartbeatMs
  const beatsEndMs = beats ? Math.max(lastSignMs, upSinceMs) + (worker.silentAfterMs ?? SILENT_AFTER_BEATS * everyMs) : Number.NaN
  const sessionSeenMs = isSound(worker?.sessionSeenAt ?? null) ? (worker?.sessionSeenAt?.ms ?? Number.NaN) : Number.NaN
  const seen = observed && isUsable(moment, sessionSeenMs)
  const lastSeenMs = latest(lastSignMs, seen ? sessionSeenMs : Number.NaN, progressMs)
  // Where the session is the ledger's own, its beats say since when it can be gone; where it is seen from outside, the looks do.
  const goneAfterMs = seen ? lastSeenMs + SESSION_UNSEEN_MS : beats ? lastSignMs + everyMs + SESSION_GRACE_MS : Number.NaN
  const sessionOver =
    witnessed &&
    !Number.isNaN(goneAfterMs) &&
    !otherBoot &&
    !progressFuture &&
    upSinceMs > Number.NEGATIVE_INFINITY &&
    isSessionOver(worker, goneAfterMs, moment)

  const windowMs = policy?.runningWindowMs ?? null
  const covered = windowMs !== null && start !== null && startTrouble === null
  // Past the window, recent reports push the suspicion out: it begins when both have been exceeded.
  const windowEndsMs = !covered
    ? Number.NaN
    : Math.max(start.ms + windowMs, Number.isNaN(progressMs) ? Number.NEGATIVE_INFINITY : progressMs + windowMs * RECENT_PROGRESS_SHARE)

  const reportsEveryMs = policy?.reportsEveryMs ?? null
  const progressReadable = !progressFuture && startTrouble === null && (run.lastProgressAt === null || isSound(run.lastProgressAt))
  const reportsCount = reportsEveryMs !== null && start !== null && progressReadable && silenceCounts
  const reportsEndMs = reportsCount
    ? Math.max(Number.isNaN(progressMs) ? start.ms : progressMs, upSinceMs) + SILENT_AFTER_REPORTS * reportsEveryMs
    : Number.NaN

  return {
    window: !covered ? 'not_checked' : isPast(moment, windowEndsMs) ? 'stale' : isPast(moment, start.ms + windowMs) ? 'nothing' : 'fresh',
    heartbeat: !beats ? 'not_checked' : otherBoot ? 'nothing' : isPast(moment, beatsEndMs) ? 'stale' : 'fresh',
    session:
      !witnessed || worker.sessionHeld === null
        ? 'not_checked'
        : sessionOver
          ? 'orphaned'
          : worker.sessionHeld && !otherBoot
            ? 'fresh'
            : 'nothing',
    boot: !witnessed || worker.bootId === null || worker.leaseBootId === null ? 'not_checked' : otherBoot ? 'orphaned' : 'nothing',
    process: !witnessed || worker.processAlive === null ? 'not_checked' : worker.processAlive ? 'fresh' : 'orphaned',
    queueJob: readQueueJob(read, start, moment),
    progress: !progressReadable
      ? 'not_checked'
      : reportsEveryMs !== null
        ? !reportsCount
          ? 'not_checked'
          : isPast(moment, reportsEndMs)
            ? 'stale'
            : Number.isNaN(progressMs)
              ? 'nothing'
              : 'fresh'
        : isRecent(progressMs, windowMs, everyMs, moment)
          ? 'fresh'
          : 'nothing',
    timeTrouble: startTrouble ?? (progressFuture ? 'progress_future' : null),
    windowEndsMs,
    beatsEndMs,
    reportsEndMs,
    lastSignMs,
    lastSeenMs,
    progressMs,
  }
}

/** NaN only where nothing is known at all. */
function latest(...instants: readonly number[]): number {
  const known = instants.filter((ms) => !Number.isNaN(ms))
  return known.length === 0 ? Number.NaN : Math.max(...known)
}

/** A report from before this attempt says nothing about it. An unknown start leaves the doubt with the report's side: it counts. */
function progressOfThisAttempt(run: ReadRun, start: Stamp | null): Stamp | null {
  const progress = run.lastProgressAt
  if (!isSound(progress)) return null
  return isSound(start) && progress.ms < start.ms ? null : progress
}

/**
 * The missing session convicts only together with a stale heartbeat (or, seen from outside, after it has been unseen for as long as it
 * takes to come back) and a database that has been up for long enough, all of it as it stood when the session was looked for.
 */
function isSessionOver(worker: ReadWorker, goneAfterMs: number, moment: Moment): boolean {
  if (worker.sessionHeld !== false || worker.databaseUpSince === null) return false
  const provenMs = Math.max(goneAfterMs, worker.databaseUpSince.ms + RECONNECT_GRACE_MS)
  return worker.observedAt === null ? isPast(moment, provenMs) : worker.observedAt.ms > provenMs
}

function readQueueJob(read: ReadFacts, start: Stamp | null, moment: Moment): Reading {
  const job = read.queueJob
  if (job === null || job.observedAt === null || !isUsable(moment, job.observedAt.ms)) return 'not_checked'
  if (job.since !== null && !isUsable(moment, job.since.ms)) return 'not_checked'
  switch (job.state) {
    case 'waiting':
    case 'delayed':
      return start === null ? 'fresh' : 'nothing'
    case 'active':
      return 'nothing'
    case 'completed':
    case 'failed':
    case 'missing':
      // A word spoken before this attempt began is about the one before it.
      if (job.since === null || (start !== null && job.observedAt.ms < start.ms)) return 'nothing'
      return isPast(moment, job.since.ms + QUEUE_WORD_GRACE_MS) ? 'orphaned' : 'nothing'
  }
}

function isRecent(progressMs: number, windowMs: number | null, everyMs: number | null, moment: Moment): boolean {
  if (Number.isNaN(progressMs)) return false
  if (windowMs !== null) return !isPast(moment, progressMs + windowMs * RECENT_PROGRESS_SHARE)
  return everyMs !== null && !isPast(moment, progressMs + SILENT_AFTER_BEATS * everyMs)
}

function troubleWith(since: Stamp | null, moment: Moment): TimeTrouble {
  if (since === null) return 'missing'
  if (!isSound(since)) return 'unreadable'
  return isUsable(moment, since.ms) ? null : 'future'
}
