/**
 * The facts a verdict is derived from: plain JSON, the same record in the server, the CLI, the browser and a facts file.
 *
 * `null` and absent both mean *not checked*. Unknown keys are ignored. Instants are ISO 8601 strings, durations
 * milliseconds. Keys may be added; their meaning may not change while `factsVersion` stays 1.
 */

export const FACTS_VERSION = 1

export const RUN_STATUSES = ['queued', 'running', 'completed'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

export const RUN_OUTCOMES = ['pending', 'succeeded', 'partially_succeeded', 'blocked', 'failed', 'cancelled'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

export const QUEUE_JOB_STATES = ['waiting', 'delayed', 'active', 'completed', 'failed', 'missing'] as const
export type QueueJobState = (typeof QUEUE_JOB_STATES)[number]

/** Closed list; the operator labels live in the copy catalogue. */
export const RECONCILIATION_REASONS = [
  'stale_queued',
  'stale_running',
  'worker_lost',
  'queue_failure_bridge',
  'queue_job_missing',
  'dispatch_failed',
  'adapter_out_of_sync',
] as const
export type ReconciliationReason = (typeof RECONCILIATION_REASONS)[number]

export const RETRY_POLICIES = ['safe', 'manual', 'never'] as const
export type RetryPolicy = (typeof RETRY_POLICIES)[number]

/** Whitelisted numeric keys; only `processed` and `total` ever make progress, the others are summaries. */
export const COUNT_KEYS = ['processed', 'total', 'succeeded', 'failed', 'skipped', 'created', 'updated', 'deleted', 'bytes'] as const
export type CountKey = (typeof COUNT_KEYS)[number]
export type Counts = Partial<Record<CountKey, number>>

export interface ReconciliationFacts {
  readonly reason: ReconciliationReason
  /** When the reconciler closed the run, by the database's clock. */
  readonly at: string
  /** Who concluded it: "reconciler", "Dana", "adapter files.backup". */
  readonly by: string
  /** The rule that matched, e.g. "R1". */
  readonly rule: string | null
  /** One sentence naming the evidence, as it stood then. */
  readonly because: string | null
  /** Set when a late report of the worker itself amended the outcome afterwards. */
  readonly amendedAt: string | null
  /** The outcome concluded then, before any amendment; absent: failed, unless an adapter settled it. */
  readonly outcome?: RunOutcome | null
}

export interface FailureFacts {
  readonly code: string
  /** Sanitised, in operator words. Raw text lives in diagnostics only. */
  readonly message: string
}

export interface RunFacts {
  readonly id: string
  readonly type: string
  readonly status: RunStatus
  readonly outcome: RunOutcome
  /** 1-based number of the current or last attempt; 0 while the first has not started. */
  readonly attempt: number
  readonly createdAt: string
  readonly availableAt: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly counts: Counts | null
  readonly phase: string | null
  readonly children: { readonly total: number; readonly finished: number } | null
  readonly lastProgressAt: string | null
  /** When the current attempt began, if it is not the first: counts may have started over. */
  readonly restartedAt: string | null
  readonly reconciliation: ReconciliationFacts | null
  readonly failure: FailureFacts | null
  /** Additions to the wire format; all optional. */
  readonly label?: string | null
  readonly maxAttempts?: number | null
  readonly workspace?: string | null
  readonly tenant?: string | null
  /** A later operation of the same type, scope and identity that succeeded: the follow-up is answered. */
  readonly supersededBy?: string | null
  /** Set once somebody asked for cancellation; the run is still open until its worker, or the queue, lets go. */
  readonly cancelRequestedAt?: string | null
  /** True while the queue has not confirmed that it has the job. */
  readonly dispatchUnconfirmed?: boolean | null
  readonly parentId?: string | null
}

/** What the type declares about its queued and running time; a missing policy is an uncovered type. */
export interface LifecyclePolicyFacts {
  readonly queuedWindowMs: number | null
  readonly runningWindowMs: number | null
  readonly reportsEveryMs: number | null
  /** How long past its window a likely-stale run waits before the reconciler closes it; null: one more window. */
  readonly reconcileAfterMs?: number | null
  readonly retry?: RetryPolicy | null
}

export interface WorkerFacts {
  readonly name: string
  /** The boot id now registered under this name. */
  readonly bootId: string | null
  /** The boot id the run's lease was given to. */
  readonly leaseBootId: string | null
  readonly heartbeatAt: string | null
  readonly heartbeatEveryMs: number | null
  readonly sessionHeld: boolean | null
  readonly databaseUpSince: string | null
  /** By a reader on the same host and the same boot of the machine; null from anywhere else. */
  readonly processAlive: boolean | null
  /** When the observation of worker and session was made; null: at `asOf`. */
  readonly observedAt?: string | null
  /** How long after its last beat somebody else's queue itself holds the worker for lost; absent: three beats. */
  readonly silentAfterMs?: number | null
  /**
   * Of a session that stands as long as the process lives and is looked at from outside, such as a worker's connection to somebody
   * else's queue: when it was last seen to stand. Absent: the session is the ledger's own, and its beats say since when it is gone.
   */
  readonly sessionSeenAt?: string | null
}

export interface QueueJobFacts {
  readonly state: QueueJobState
  readonly since: string | null
  readonly observedAt: string | null
}

export interface QueueFacts {
  readonly paused: { readonly by: string | null; readonly since: string | null } | null
  readonly liveWorkers: number | null
  readonly ahead: number | null
  /** Set only while this limit is what holds the run back, not merely because the queue has one. */
  readonly concurrencyLimit?: number | null
  /** Jobs that have to end before this one may start. */
  readonly dependencies?: number | null
  /** How long after its worker was lost somebody else's queue gives the job to another one by itself; absent: it does not. */
  readonly recoversAfterMs?: number | null
}

export interface HistoryFacts {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly count: number
}

export interface Facts {
  readonly factsVersion: typeof FACTS_VERSION
  readonly asOf: string
  readonly run: RunFacts
  readonly policy: LifecyclePolicyFacts | null
  readonly worker: WorkerFacts | null
  readonly queueJob: QueueJobFacts | null
  readonly queue: QueueFacts | null
  readonly history: HistoryFacts | null
}
