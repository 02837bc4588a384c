import { requireCapability, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound } from '../errors.ts'
import { judgeRows, type JudgedRun } from './judgedRun.ts'
import { readRunId } from './runId.ts'
import { insertEvent } from './sql/insertEvent.ts'
import { runById } from './sql/runById.ts'
import { runsAmong } from './sql/runsAmong.ts'
import { runsOf } from './sql/runsOf.ts'
import { selectRuns } from './sql/selectRuns.ts'
import type { WorkerObservation } from './workerObserver.ts'

/** One run with its verdict. Missing, in another workspace or of a tenant out of reach: the same not found. */
export async function getRun(tx: Tx, scope: Scope, observation: WorkerObservation, runId: string): Promise<JudgedRun> {
  requireCapability(scope, 'operations.view')
  const rows = await tx.rows(selectRuns(runById(scope.workspace.id, tenantIdsInReach(scope), readRunId(runId))))
  const [judged] = judgeRows(scope, rows, observation)
  if (!judged) throw notFound()
  return judged
}

/** Those of the named runs that are within reach, newest first. */
export async function getRuns(tx: Tx, scope: Scope, observation: WorkerObservation, runIds: readonly string[]): Promise<JudgedRun[]> {
  requireCapability(scope, 'operations.view')
  return judgeRows(scope, await tx.rows(selectRuns(runsAmong(scope.workspace.id, tenantIdsInReach(scope), runIds))), observation)
}

/** The facts behind the verdict, for a facts file. Reading them is audited: they name workers and hosts. */
export async function readRunFacts(tx: Tx, scope: Scope, observation: WorkerObservation, runId: string): Promise<JudgedRun> {
  const judged = await getRun(tx, scope, observation, runId)
  requireCapability(scope, 'operations.raw')
  await tx.row(insertEvent(scope.workspace.id, judged.run.id, { kind: 'facts_read', actor: scope.principal }))
  return judged
}

/** Parent, parts, and the retries in both directions, newest first. */
export async function getLinkedRuns(tx: Tx, scope: Scope, observation: WorkerObservation, runId: string): Promise<JudgedRun[]> {
  requireCapability(scope, 'operations.view')
  const rows = await tx.rows(selectRuns(runsOf(scope.workspace.id, tenantIdsInReach(scope), readRunId(runId))))
  return judgeRows(scope, rows, observation)
}
