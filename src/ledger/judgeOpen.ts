import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import type { RawBuilder } from '../db/sql.ts'
import { deriveCell } from '../truth/deriveCell.ts'
import type { LifecyclePolicyFacts } from '../truth/facts.ts'
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
 * The cells of everything open that `page` selects, newest first: by the same judgement, from the same facts, without those
 * that only find the words (history, counts, the place in the queue). For who counts or picks, not for who shows.
 */
export async function judgeOpen(tx: Tx, scope: Scope, page: RawBuilder<unknown>, observation: WorkerObservation): Promise<OpenCell[]> {
  const rows = await tx.texts(selectOpenCells(page))
  const policyIn = policyReader()
  return rows.map((row) => {
    const { freshness, problem } = deriveCell(runFacts(scope.workspace.slug, factsRow(row, policyIn(row.policy)), observation, null))
    return { id: row.id, freshness, problem }
  })
}

/** Policies belong to types: a thousand operations bring a handful of different texts. */
function policyReader(): (text: string | null) => LifecyclePolicyFacts | null {
  const read = new Map<string, LifecyclePolicyFacts>()
  return (text) => {
    if (text === null) return null
    let policy = read.get(text)
    if (policy === undefined) {
      // What selectRuns says of the same column; judging reads it as facts of any shape in any case.
      policy = JSON.parse(text) as LifecyclePolicyFacts
      read.set(text, policy)
    }
    return policy
  }
}

function factsRow(row: OpenCellRow, policy: LifecyclePolicyFacts | null): FactsRow {
  return {
    id: row.id,
    type: row.type,
    label: '',
    tenant: null,
    status: row.status,
    outcome: 'pending',
    attempt: 0,
    maxAttempts: 1,
    createdAt: row.createdAt,
    availableAt: row.availableAt,
    startedAt: row.startedAt,
    completedAt: null,
    restartedAt: row.restartedAt,
    lastProgressAt: row.lastProgressAt,
    counts: null,
    phase: null,
    partsTotal: null,
    partsFinished: null,
    parentId: null,
    supersededBy: null,
    policy,
    cancelRequestedAt: null,
    failure: null,
    reconciliation: null,
    source: row.source,
    queueName: null,
    queueJobId: null,
    queueWaits: null,
    recoversAfterMs: null,
    // A boolean as the database writes it.
    observed: row.observed === 't',
    // What selectOpenCells makes of a text[].
    holders: row.holders === null ? null : (JSON.parse(row.holders) as string[]),
    silentAfterMs: row.silentAfterMs === null ? null : Number(row.silentAfterMs),
    dispatchConfirmedAt: null,
    leaseWorker: row.leaseWorker,
    leaseBootId: row.leaseBootId,
    heartbeatAt: row.heartbeatAt,
    heartbeatEveryMs: row.heartbeatEveryMs === null ? null : Number(row.heartbeatEveryMs),
    jobState: row.jobState,
    jobSince: row.jobSince,
    ahead: null,
  }
}
