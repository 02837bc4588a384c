import type { Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { deriveCell } from '../truth/deriveCell.ts'
import type { RunOutcome } from '../truth/facts.ts'
import type { FreshnessState, Lifecycle } from '../truth/verdict.ts'
import { runFacts } from './runFacts.ts'
import { selectRuns } from './sql/selectRuns.ts'
import { selectEndedTotals } from './sql/selectEndedTotals.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface CellCounts {
  /** What is open, by the two axes of its verdict. */
  readonly open: readonly { readonly lifecycle: Lifecycle; readonly freshness: FreshnessState; readonly runs: number }[]
  readonly ended: readonly { readonly outcome: RunOutcome; readonly runs: number }[]
}

/**
 * Operations of all workspaces per verdict cell, for whoever watches the installation. Two statements; the work grows with
 * what is open, so whoever asks often shares the answer. Runs in a transaction of the system.
 */
export async function countCells(tx: Tx, observation: WorkerObservation): Promise<CellCounts> {
  const everywhere = sql`select r.* from runtruth.operation_runs r where r.status <> 'completed'`
  const rows = await tx.rows(selectRuns(everywhere, 'without_place', 'look_only'))
  const cells = new Map<string, { lifecycle: Lifecycle; freshness: FreshnessState; runs: number }>()
  for (const row of rows) {
    // Neither the name of a workspace nor history has a say in the cell.
    const facts = runFacts('', row, observation, null)
    const { lifecycle, freshness } = deriveCell(facts)
    const cell = cells.get(`${lifecycle} ${freshness}`) ?? { lifecycle, freshness, runs: 0 }
    cell.runs += 1
    cells.set(`${lifecycle} ${freshness}`, cell)
  }
  const ended = await tx.rows(selectEndedTotals())
  return { open: [...cells.values()], ended: ended.map(({ outcome, runs }) => ({ outcome, runs: Number(runs) })) }
}
