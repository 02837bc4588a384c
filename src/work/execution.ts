import type { Principal } from '../access/actor.ts'
import type { Scope } from '../access/scope.ts'
import type { AttemptLease } from '../ledger/run.ts'
import type { FetchedJob } from '../sources/carrier.ts'
import type { OperationDefinition } from './defineOperation.ts'
import type { HeldLease } from './heartbeat/messages.ts'
import type { PartWaiter } from './partWaiter.ts'
import type { Places } from './places.ts'
import type { Services } from './services.ts'
import type { PickupRow } from './sql/selectPickup.ts'

export type AbortReason = 'cancelled' | 'lease_lost' | 'worker_stopping'

/** One attempt in the hands of this process. */
export interface HeldAttempt {
  readonly at: AttemptLease
  readonly scope: Scope
  readonly signal: AbortSignal
  /** The first reason counts, except that a lost lease outweighs every other. */
  abort(reason: AbortReason): void
  abortedBy(): AbortReason | null
  /** From here on the lease ends by our own report, and its end is no loss. */
  letGo: boolean
}

/** One attempt of one operation, in the hands of this worker. */
export interface Execution extends HeldAttempt {
  readonly job: FetchedJob
  readonly run: PickupRow
  readonly definition: OperationDefinition
}

/** Holds an attempt, with whatever belongs to it. */
export function holdAttempt<Parts extends Pick<HeldAttempt, 'at' | 'scope'>>(parts: Parts): Parts & HeldAttempt {
  const controller = new AbortController()
  let reason: AbortReason | null = null
  return {
    ...parts,
    signal: controller.signal,
    abort: (next) => {
      if (reason === null || next === 'lease_lost') reason = next
      controller.abort(next)
    },
    abortedBy: () => reason,
    letGo: false,
  }
}

export function heldLease({ scope, at }: HeldAttempt): HeldLease {
  return { workspaceId: scope.workspace.id, ...at }
}

/** What the parts of a worker process share. */
export interface WorkerContext {
  readonly services: Services
  readonly name: string
  readonly bootId: string
  /** Who signs the events of this worker. */
  readonly principal: Principal
  readonly places: Places
  readonly parts: PartWaiter
  /** Every attempt this worker holds, by lease. */
  readonly executions: Map<string, Execution>
  /** Fires when the worker takes no more work. */
  readonly stopping: AbortSignal
  /** Fires when there is no time left to report anything. */
  readonly outOfTime: AbortSignal
  /** After every change of `executions`. */
  leasesChanged(): void
  /** There may be work sooner than the next look. */
  wake(): void
  /** The worker cannot keep its word any more and must end. */
  fail(error: unknown): void
}
