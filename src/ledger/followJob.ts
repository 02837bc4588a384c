import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Principal } from '../access/actor.ts'
import type { Tx } from '../db/database.ts'
import type { Counts, FailureFacts } from '../truth/facts.ts'
import type { ReportedOutcome } from './finishRun.ts'
import { amendRun } from './sql/amendRun.ts'
import { completeRun, type Completion } from './sql/completeRun.ts'
import { findJob, missJob } from './sql/missJob.ts'
import { requeueRun } from './sql/requeueRun.ts'
import type { ObservedRow } from './sql/selectObserved.ts'
import { startObserved, type ObservedStart } from './sql/startObserved.ts'
import { takeObserved } from './sql/takeObserved.ts'

/** How a job ended, by the word of its queue. */
export interface JobEnding {
  readonly outcome: ReportedOutcome
  readonly endedAt: Date | null
  readonly failure: FailureFacts | null
  readonly diagnostics: Record<string, unknown> | null
  readonly counts: Counts | null
  /** How that is known, where the queue did not simply say it. */
  readonly because: string | null
}

/** What has happened to a job since it was last heard of; one thing after another. */
export type FollowStep =
  | ({ readonly kind: 'start' } & ObservedStart)
  | {
      readonly kind: 'requeue'
      /** Null: the queue took it back from a worker that was lost. */
      readonly failure: FailureFacts | null
      readonly diagnostics: Record<string, unknown> | null
      readonly delayMs: number
    }
  | ({ readonly kind: 'end' } & JobEnding)
  /** The reconciler had closed it, and its queue says now how it ended. */
  | ({ readonly kind: 'amend' } & JobEnding)
  /** A worker of ours has it: what was only seen to run is reported on from now on. */
  | { readonly kind: 'take'; readonly tracked: NonNullable<ObservedStart['tracked']> }
  | { readonly kind: 'miss' }
  | { readonly kind: 'find' }

const TAKEN_BACK = 'Its queue took the job back from a worker that was lost.'

/** Signs what a source says. */
export function sourceActor(source: string): Principal {
  return { kind: 'system', id: null, name: source }
}

/**
 * Writes down what its queue says about one job, as far as the run still is what was seen: false means that somebody else
 * moved it, and the next look finds out what to say then.
 */
export async function followJob(tx: Tx, scope: Scope, source: string, seen: ObservedRow, steps: readonly FollowStep[]): Promise<boolean> {
  requireTenantInReach(scope, seen.tenantId)
  requireCapability(scope, 'operations.report')
  const workspaceId = scope.workspace.id
  const actor = sourceActor(source)
  let { status, attempt, lease } = seen
  for (const step of steps) {
    const expected = status === 'completed' ? null : { status, attempt, lease }
    switch (step.kind) {
      case 'start': {
        const data = step.tracked === undefined ? {} : { worker: step.tracked.worker, bootId: step.tracked.bootId }
        const started = await tx.row(startObserved(workspaceId, seen.id, attempt, step, { kind: 'started', actor, data }))
        if (!started) return false
        status = 'running'
        attempt = started.attempt
        lease = started.lease
        break
      }
      case 'take': {
        if (lease === null || !(await tx.row(takeObserved(workspaceId, seen.id, attempt, lease, step.tracked)))) return false
        lease = step.tracked.lease
        break
      }
      case 'requeue': {
        const event =
          step.failure === null
            ? ({ kind: 'attempt_lost', actor, data: { because: TAKEN_BACK, delayMs: step.delayMs } } as const)
            : ({ kind: 'attempt_failed', actor, data: { failure: step.failure, delayMs: step.delayMs } } as const)
        const requeue = { delayMs: step.delayMs, spendsAttempt: true, keepsLease: false, diagnostics: step.diagnostics }
        if (!expected || !(await tx.row(requeueRun(workspaceId, seen.id, expected, requeue, event)))) return false
        status = 'queued'
        lease = null
        break
      }
      case 'end': {
        const event = { kind: step.outcome, actor, data: told(step) } as const
        if (!expected || !(await tx.row(completeRun(workspaceId, seen.id, expected, completionOf(step), event)))) return false
        status = 'completed'
        break
      }
      case 'amend': {
        if (lease === null) return false
        const event = { kind: 'amended', actor, data: { ...told(step), outcome: step.outcome } } as const
        if (!(await tx.row(amendRun(workspaceId, { runId: seen.id, attempt, lease }, completionOf(step), event)))) return false
        break
      }
      case 'miss':
        await tx.row(missJob(workspaceId, seen.id))
        break
      case 'find':
        await tx.row(findJob(workspaceId, seen.id))
        break
    }
  }
  return true
}

function completionOf({ outcome, endedAt, failure, diagnostics, counts }: JobEnding): Completion {
  return { outcome, endedAt, failure, diagnostics, counts, reconciliation: null }
}

function told({ failure, counts, because }: JobEnding): Record<string, unknown> {
  return {
    ...(failure === null ? {} : { failure }),
    ...(counts === null ? {} : { counts }),
    ...(because === null ? {} : { because }),
  }
}
