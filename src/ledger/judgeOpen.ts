import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import type { RawBuilder } from '../db/sql.ts'
import { deriveVerdict } from '../truth/deriveVerdict.ts'
import type { FreshnessState, ProblemClass } from '../truth/verdict.ts'
import { runFacts, type FactsRow } from './runFacts.ts'
import { selectOpenCells, type OpenCellRow } from './sql/selectOpenCells.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface OpenCell {
  readonly id: string
  readonly freshness: FreshnessState
  readonly problem: ProblemClass
}

/**
 * The cells of everything open that `page` selects, newest first: by the same function, from the same facts, without those
 * that only find the words (history, counts, the place in the queue). For who counts or picks, not for who shows.
 */
export async function judgeOpen(tx: Tx, scope: Scope, page: RawBuilder<unknown>, observation: WorkerObservation): Promise<OpenCell[]> {
  const rows = await tx.rows(selectOpenCells(page))
  return rows.map((row) => {
    const facts = runFacts(scope.workspace.slug, factsRow(row), observation, null)
    const { freshness, problem } = deriveVerdict(facts, facts.asOf)
    return { id: row.id, freshness, problem }
  })
}

function factsRow(row: OpenCellRow): FactsRow {
  return {
    id: row.id,
    type: row.type,
    label: '',
    tenant: null,
    status: row.status,
    outcome: 'pending',
    attempt: row.attempt,
    maxAttempts: row.attempt,
    createdAt: new Date(row.createdMs),
    availableAt: at(row.availableMs),
    startedAt: at(row.startedMs),
    completedAt: null,
    restartedAt: at(row.restartedMs),
    lastProgressAt: at(row.progressMs),
    counts: null,
    phase: null,
    partsTotal: null,
    partsFinished: null,
    parentId: null,
    supersededBy: null,
    policy: row.policy,
    cancelRequestedAt: null,
    failure: null,
    reconciliation: null,
    source: row.source,
    queueName: row.queueName,
    dispatchConfirmedAt: at(row.dispatchConfirmedMs),
    leaseWorker: row.leaseWorker,
    leaseBootId: row.leaseBootId,
    heartbeatAt: at(row.heartbeatMs),
    heartbeatEveryMs: row.heartbeatEveryMs,
    jobState: row.jobState,
    jobSince: at(row.jobSinceMs),
    ahead: null,
  }
}

function at(epochMs: number | null): Date | null {
  return epochMs === null ? null : new Date(epochMs)
}
