/**
 * Reads facts of any shape. Nothing here throws: what is absent is null, what is broken is marked broken or null, and the judgement decides
 * what that costs. No time enters here; whether an instant is usable depends on `asOf` and is asked in the signals. Long because the record is wide.
 */

import type { Counts, LifecyclePolicyFacts, QueueJobState, ReconciliationReason, RetryPolicy, RunOutcome, RunStatus } from './facts.ts'
import { COUNT_KEYS, QUEUE_JOB_STATES, RECONCILIATION_REASONS, RETRY_POLICIES, RUN_OUTCOMES, RUN_STATUSES } from './facts.ts'
import { parseInstant } from './instants.ts'
import type { Lifecycle } from './verdict.ts'

/** An instant as it was written; `ms` is NaN when something was there that is no instant. */
export interface Stamp {
  readonly ms: number
  readonly text: string
}

export interface ReadReconciliation {
  readonly reason: ReconciliationReason | null
  readonly at: Stamp | null
  readonly by: string | null
  readonly rule: string | null
  readonly because: string | null
  readonly amendedAt: Stamp | null
  readonly outcome: RunOutcome | null
}

export interface ReadRun {
  readonly id: string | null
  readonly lifecycle: Lifecycle
  /** False: the status was inferred from the timestamps. */
  readonly statusReadable: boolean
  /** Null: not recorded, or not readable. */
  readonly outcome: Exclude<RunOutcome, 'pending'> | null
  readonly attempt: number
  readonly maxAttempts: number
  readonly workspace: string | null
  readonly createdAt: Stamp | null
  readonly availableAt: Stamp | null
  readonly startedAt: Stamp | null
  readonly restartedAt: Stamp | null
  readonly completedAt: Stamp | null
  readonly lastProgressAt: Stamp | null
  readonly cancelRequestedAt: Stamp | null
  readonly counts: Counts
  readonly phase: string | null
  readonly children: { readonly total: number; readonly finished: number } | null
  readonly reconciliation: ReadReconciliation | null
  readonly failureMessage: string | null
  readonly supersededBy: string | null
  readonly dispatchUnconfirmed: boolean
}

export interface ReadWorker {
  readonly name: string | null
  readonly bootId: string | null
  readonly leaseBootId: string | null
  readonly heartbeatAt: Stamp | null
  readonly heartbeatEveryMs: number | null
  readonly sessionHeld: boolean | null
  readonly databaseUpSince: Stamp | null
  readonly processAlive: boolean | null
  readonly observedAt: Stamp | null
  readonly silentAfterMs: number | null
  readonly sessionSeenAt: Stamp | null
}

export interface ReadQueueJob {
  readonly state: QueueJobState
  readonly since: Stamp | null
  readonly observedAt: Stamp | null
}

export interface ReadQueue {
  readonly paused: { readonly by: string | null } | null
  readonly liveWorkers: number | null
  readonly ahead: number | null
  readonly concurrencyLimit: number | null
  readonly dependencies: number | null
  readonly recoversAfterMs: number | null
}

export interface ReadFacts {
  readonly asOf: Stamp | null
  /** Null: there is no run to judge. */
  readonly run: ReadRun | null
  readonly policy: LifecyclePolicyFacts | null
  readonly worker: ReadWorker | null
  readonly queueJob: ReadQueueJob | null
  readonly queue: ReadQueue | null
  /** Null unless p50 ≤ p95 and all three are sound numbers. */
  readonly history: { readonly p50Ms: number; readonly p95Ms: number; readonly count: number } | null
}

export function readFacts(facts: unknown): ReadFacts {
  const root = isRecord(facts) ? facts : {}
  return {
    asOf: stamp(root.asOf),
    run: isRecord(root.run) ? readRun(root.run) : null,
    policy: isRecord(root.policy) ? readPolicy(root.policy) : null,
    worker: isRecord(root.worker) ? readWorker(root.worker) : null,
    queueJob: isRecord(root.queueJob) ? readQueueJob(root.queueJob) : null,
    queue: isRecord(root.queue) ? readQueue(root.queue) : null,
    history: isRecord(root.history) ? readHistory(root.history) : null,
  }
}

/** An instant, null when absent, and a stamp whose `ms` is NaN when it is anything else. */
export function stamp(value: unknown): Stamp | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? { ms: parseInstant(value), text: value } : { ms: Number.NaN, text: '' }
}

function readRun(run: Record<string, unknown>): ReadRun {
  const startedAt = stamp(run.startedAt)
  const completedAt = stamp(run.completedAt)
  const status = memberOf<RunStatus>(RUN_STATUSES, run.status)
  const outcome = memberOf<RunOutcome>(RUN_OUTCOMES, run.outcome)
  return {
    id: identifier(run.id),
    lifecycle: status ?? (isSound(completedAt) ? 'completed' : isSound(startedAt) ? 'running' : 'queued'),
    statusReadable: status !== null,
    outcome: outcome === 'pending' ? null : outcome,
    attempt: whole(run.attempt) ?? 0,
    maxAttempts: whole(run.maxAttempts) ?? 1,
    workspace: text(run.workspace),
    createdAt: stamp(run.createdAt),
    availableAt: stamp(run.availableAt),
    startedAt,
    restartedAt: stamp(run.restartedAt),
    completedAt,
    lastProgressAt: stamp(run.lastProgressAt),
    cancelRequestedAt: stamp(run.cancelRequestedAt),
    counts: isRecord(run.counts) ? readCounts(run.counts) : NO_COUNTS,
    phase: text(run.phase),
    children: isRecord(run.children) ? readChildren(run.children) : null,
    reconciliation: isRecord(run.reconciliation) ? readReconciliation(run.reconciliation) : null,
    failureMessage: isRecord(run.failure) ? text(run.failure.message) : null,
    supersededBy: identifier(run.supersededBy),
    dispatchUnconfirmed: run.dispatchUnconfirmed === true,
  }
}

function readPolicy(policy: Record<string, unknown>): LifecyclePolicyFacts {
  return {
    queuedWindowMs: positive(policy.queuedWindowMs),
    runningWindowMs: positive(policy.runningWindowMs),
    reportsEveryMs: positive(policy.reportsEveryMs),
    reconcileAfterMs: positive(policy.reconcileAfterMs),
    retry: memberOf<RetryPolicy>(RETRY_POLICIES, policy.retry),
  }
}

function readWorker(worker: Record<string, unknown>): ReadWorker {
  return {
    name: text(worker.name),
    bootId: identifier(worker.bootId),
    leaseBootId: identifier(worker.leaseBootId),
    heartbeatAt: stamp(worker.heartbeatAt),
    heartbeatEveryMs: positive(worker.heartbeatEveryMs),
    sessionHeld: typeof worker.sessionHeld === 'boolean' ? worker.sessionHeld : null,
    databaseUpSince: stamp(worker.databaseUpSince),
    processAlive: typeof worker.processAlive === 'boolean' ? worker.processAlive : null,
    observedAt: stamp(worker.observedAt),
    silentAfterMs: positive(worker.silentAfterMs),
    sessionSeenAt: stamp(worker.sessionSeenAt),
  }
}

function readQueueJob(job: Record<string, unknown>): ReadQueueJob | null {
  const state = memberOf<QueueJobState>(QUEUE_JOB_STATES, job.state)
  return state === null ? null : { state, since: stamp(job.since), observedAt: stamp(job.observedAt) }
}

function readQueue(queue: Record<string, unknown>): ReadQueue {
  return {
    paused: isRecord(queue.paused) ? { by: text(queue.paused.by) } : null,
    liveWorkers: whole(queue.liveWorkers),
    ahead: whole(queue.ahead),
    concurrencyLimit: whole(queue.concurrencyLimit),
    dependencies: whole(queue.dependencies),
    recoversAfterMs: positive(queue.recoversAfterMs),
  }
}

function readHistory(history: Record<string, unknown>): ReadFacts['history'] {
  const p50Ms = nonNegative(history.p50Ms)
  const p95Ms = nonNegative(history.p95Ms)
  const count = whole(history.count)
  return p50Ms === null || p95Ms === null || count === null || p50Ms > p95Ms ? null : { p50Ms, p95Ms, count }
}

function readReconciliation(reconciliation: Record<string, unknown>): ReadReconciliation {
  return {
    reason: memberOf<ReconciliationReason>(RECONCILIATION_REASONS, reconciliation.reason),
    at: stamp(reconciliation.at),
    by: text(reconciliation.by),
    rule: text(reconciliation.rule),
    because: text(reconciliation.because),
    amendedAt: stamp(reconciliation.amendedAt),
    outcome: memberOf<RunOutcome>(RUN_OUTCOMES, reconciliation.outcome),
  }
}

const NO_COUNTS: Counts = {}

function readCounts(source: Record<string, unknown>): Counts {
  const counts: Counts = {}
  for (const key of COUNT_KEYS) {
    const count = whole(source[key])
    if (count !== null) counts[key] = count
  }
  return counts
}

function readChildren(children: Record<string, unknown>): ReadRun['children'] {
  const total = whole(children.total)
  const finished = whole(children.finished)
  return total === null || finished === null || total < 1 || finished > total ? null : { total, finished }
}

export function isSound(stampOrNull: Stamp | null): stampOrNull is Stamp {
  return stampOrNull !== null && !Number.isNaN(stampOrNull.ms)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function memberOf<Member extends string>(members: readonly Member[], value: unknown): Member | null {
  for (const member of members) if (member === value) return member
  return null
}

/** At least one character that can be seen. */
const VISIBLE = /[^\s\p{Cc}]/u

function text(value: unknown): string | null {
  return typeof value === 'string' && VISIBLE.test(value) ? value : null
}

/** Ids come as text, and from some queues as numbers. */
function identifier(value: unknown): string | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : text(value)
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function nonNegative(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null
}
