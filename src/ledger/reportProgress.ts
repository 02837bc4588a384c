import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import { readCounts } from './counts.ts'
import { staleLease } from './finishRun.ts'
import { requireReporter } from './requireReporter.ts'
import type { AttemptLease } from './run.ts'
import { recordHeartbeat } from './sql/recordHeartbeat.ts'
import { recordPhase } from './sql/recordPhase.ts'
import { recordProgress, type ProgressRow } from './sql/recordProgress.ts'

export interface ReportAnswer {
  /** Somebody asked for cancellation: wind down and report `cancelled`. */
  readonly cancelRequested: boolean
}

const PHASE_LENGTH = 80

export async function reportProgress(tx: Tx, scope: Scope, at: AttemptLease, counts: unknown): Promise<ReportAnswer> {
  await requireReporter(tx, scope, at.runId)
  return answer(at, await tx.row(recordProgress(scope.workspace.id, at, readCounts(counts))))
}

/** A phase is a short name in operator words; every change is an event of the timeline. */
export async function reportPhase(tx: Tx, scope: Scope, at: AttemptLease, phase: string): Promise<ReportAnswer> {
  if (typeof phase !== 'string' || phase.trim() === '' || phase.length > PHASE_LENGTH) {
    throw new RuntruthError('invalid_input', `phase is not a name of 1 to ${PHASE_LENGTH} characters.`)
  }
  await requireReporter(tx, scope, at.runId)
  return answer(at, await tx.row(recordPhase(scope.workspace.id, at, phase, { kind: 'phase', actor: scope.principal, data: { phase } })))
}

export async function reportHeartbeat(tx: Tx, scope: Scope, at: AttemptLease): Promise<ReportAnswer> {
  await requireReporter(tx, scope, at.runId)
  return answer(at, await tx.row(recordHeartbeat(scope.workspace.id, at)))
}

function answer(at: AttemptLease, row: ProgressRow | undefined): ReportAnswer {
  if (!row) throw staleLease(at)
  return { cancelRequested: row.cancelRequestedAt !== null }
}
