import type { Counts, Facts, RunOutcome, RunStatus } from '../truth/facts.ts'
import type { Verdict } from '../truth/verdict.ts'
import type { OperationEvent } from './events.ts'
import type { JudgedRun, QueueControl } from './judgedRun.ts'
import { writeCursor } from './pageCursor.ts'

/** An operation as the API, the CLI's --json and exports write it. The verdict is passed on as derived, word for word. */
export interface WireOperation {
  readonly id: string
  readonly type: string
  readonly label: string
  readonly workspace: string
  readonly tenant: string | null
  readonly initiator: { readonly kind: string; readonly name: string }
  readonly status: RunStatus
  readonly outcome: RunOutcome
  readonly attempt: number
  readonly maxAttempts: number
  readonly createdAt: string
  readonly availableAt: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly counts: Counts | null
  readonly phase: string | null
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly parentId: string | null
  readonly retryOf: string | null
  readonly supersededBy: string | null
  /** What carries it, and whether it takes orders. */
  readonly source: { readonly name: string; readonly control: QueueControl }
  readonly verdict: Verdict
  readonly links: { readonly page: string }
  /** What the verdict follows from, for whoever goes on judging by himself; only where it was asked for. */
  readonly facts?: Facts
}

/** With facts: for a reader that derives the verdict again as time passes, without asking. */
export type WireDetail = 'verdict' | 'verdict_and_facts'

export function toWire(workspace: string, { run, verdict, facts, control }: JudgedRun, detail: WireDetail = 'verdict'): WireOperation {
  return {
    id: run.id,
    type: run.type,
    label: run.label,
    workspace,
    tenant: run.tenant,
    initiator: { kind: run.initiator.kind, name: run.initiator.name },
    status: run.status,
    outcome: run.outcome,
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    // Written once, when they became facts.
    createdAt: facts.run.createdAt,
    availableAt: facts.run.availableAt,
    startedAt: facts.run.startedAt,
    completedAt: facts.run.completedAt,
    counts: run.counts,
    phase: run.phase,
    failure: run.failure,
    parentId: run.parentId,
    retryOf: run.retryOf,
    supersededBy: run.supersededBy,
    source: { name: run.source, control },
    verdict,
    links: { page: `/admin/workspaces/${encodeURIComponent(workspace)}/operations/${run.id}` },
    ...(detail === 'verdict_and_facts' ? { facts } : {}),
  }
}

export interface WireEvent {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly attempt: number
  readonly actor: { readonly kind: string; readonly name: string }
  readonly data: Record<string, unknown>
}

export function eventToWire(event: OperationEvent): WireEvent {
  return {
    id: event.id,
    at: event.at.toISOString(),
    kind: event.kind,
    attempt: event.attempt,
    actor: { kind: event.actor.kind, name: event.actor.name },
    data: event.data,
  }
}

/** A page as the API answers it and `runtruth list --json` prints it. */
export interface WireList {
  readonly asOf: string
  readonly operations: readonly WireOperation[]
  /** The cursor of the next page; null at the end. */
  readonly next: string | null
}

export function listToWire(
  workspace: string,
  { asOf, runs, next }: { readonly asOf: Date; readonly runs: readonly JudgedRun[]; readonly next: string | null },
  detail: WireDetail = 'verdict',
): WireList {
  return {
    asOf: asOf.toISOString(),
    operations: runs.map((judged) => toWire(workspace, judged, detail)),
    next: writeCursor('before', next),
  }
}
