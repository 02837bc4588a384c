import type { Counts, FailureFacts, LifecyclePolicyFacts, ReconciliationReason, RunOutcome, RunStatus } from '../truth/facts.ts'
import type { PrincipalKind } from '../access/actor.ts'
import type { Evidence } from '../truth/verdict.ts'
import type { QueueWaits } from './observation.ts'

/** Who executes: our own workers through pg-boss, a worker in any language through HTTP, or somebody else's queue, by the name of its source. */
export type RunSource = 'pg-boss' | 'external' | (string & {})

/** Everything the reconciler concluded, kept for ever beside the outcome. */
export interface Reconciliation {
  readonly reason: ReconciliationReason
  readonly outcome: RunOutcome
  readonly at: string
  readonly by: string
  readonly rule: string | null
  readonly because: string | null
  readonly evidence: readonly Evidence[]
  readonly notChecked: readonly string[]
  readonly asOf: string
  readonly amendedAt: string | null
  /** The outcome the reconciler had concluded, once a late report amended it. */
  readonly amendedFrom: RunOutcome | null
}

/** The canonical record of one background operation. Instants are the database's. */
export interface OperationRun {
  readonly id: string
  readonly type: string
  readonly label: string
  readonly tenantId: number | null
  readonly tenant: string | null
  readonly tenantName: string | null
  readonly status: RunStatus
  readonly outcome: RunOutcome
  readonly attempt: number
  readonly maxAttempts: number
  readonly lease: string | null
  readonly leaseWorker: string | null
  readonly leaseBootId: string | null
  readonly createdAt: Date
  readonly availableAt: Date | null
  readonly startedAt: Date | null
  readonly completedAt: Date | null
  readonly restartedAt: Date | null
  readonly lastProgressAt: Date | null
  readonly counts: Counts | null
  readonly phase: string | null
  readonly composite: boolean
  readonly parentId: string | null
  readonly retryOf: string | null
  readonly supersededBy: string | null
  readonly initiator: { readonly kind: PrincipalKind; readonly id: string | null; readonly name: string }
  readonly requires: string | null
  readonly policy: LifecyclePolicyFacts | null
  readonly cancelRequestedAt: Date | null
  readonly cancelRequestedBy: string | null
  readonly failure: FailureFacts | null
  readonly reconciliation: Reconciliation | null
  readonly source: RunSource
  readonly queueName: string | null
  readonly queueJobId: string | null
  readonly dispatchConfirmedAt: Date | null
  readonly heartbeatAt: Date | null
  readonly heartbeatEveryMs: number | null
  /** True: somebody else's queue decides what becomes of it, and the ledger writes down what it says. */
  readonly observed: boolean
  /** Keys of the workers of its source that may have it; see SeenSource. */
  readonly holders: readonly string[] | null
  readonly silentAfterMs: number | null
  /** Milliseconds after which its queue takes it from a lost worker by itself. */
  readonly recoversAfterMs: number | null
  readonly queueWaits: QueueWaits | null
  /** The reason of the verdict that was noted last while it was queued. */
  readonly waitReason: string | null
}

/** Names one attempt and proves the right to report on it. */
export interface AttemptLease {
  readonly runId: string
  readonly attempt: number
  readonly lease: string
}
