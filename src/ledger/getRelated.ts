import { requireCapability, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { findArtifact, type Artifact } from './artifacts.ts'
import { getLinkedRuns, getRun } from './getRun.ts'
import type { JudgedRun } from './judgedRun.ts'
import { readRunId } from './runId.ts'
import { selectDurations, type DurationRow } from './sql/selectDurations.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface Related {
  readonly parent: JudgedRun | null
  /** Newest first. */
  readonly parts: readonly JudgedRun[]
  readonly retryOf: JudgedRun | null
  /** Newest first. */
  readonly retries: readonly JudgedRun[]
  readonly supersededBy: JudgedRun | null
  /** Oldest first. */
  readonly durations: readonly DurationRow[]
  readonly file: Artifact | undefined
}

/**
 * Everything one run is tied to, in four statements whatever it is: the run, those linked to it, the durations of its type,
 * its file. What is linked but out of reach is not told, as if there were no link.
 */
export async function getRelated(tx: Tx, scope: Scope, observation: WorkerObservation, runId: string): Promise<Related> {
  requireCapability(scope, 'operations.view')
  const id = readRunId(runId)
  const [{ run }, linked, durations, file] = await Promise.all([
    getRun(tx, scope, observation, id),
    getLinkedRuns(tx, scope, observation, id),
    tx.rows(selectDurations(scope.workspace.id, tenantIdsInReach(scope), id)),
    findArtifact(tx, scope, id),
  ])
  const named = (wanted: string | null) => linked.find((other) => other.run.id === wanted) ?? null
  return {
    parent: named(run.parentId),
    parts: linked.filter((other) => other.run.parentId === run.id),
    retryOf: named(run.retryOf),
    retries: linked.filter((other) => other.run.retryOf === run.id),
    supersededBy: named(run.supersededBy),
    durations,
    file,
  }
}
