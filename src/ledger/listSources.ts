import type { Tx } from '../db/database.ts'
import { LOOK_COUNTS_FOR_MS } from './observedFacts.ts'
import { selectSourceStates, type SourceStateRow } from './sql/selectSourceStates.ts'

/** Somebody else's queue, as the ledger follows it. */
export interface SourceLine extends Omit<SourceStateRow, 'look'> {
  /** Whether what its queue said still counts. */
  readonly followed: boolean
}

/** Every source that was ever followed, by name, in one statement. */
export async function listSources(tx: Tx): Promise<SourceLine[]> {
  return (await tx.rows(selectSourceStates())).map(({ look: _look, ...state }) => ({
    ...state,
    followed: state.lookedAgoMs !== null && state.lookedAgoMs <= LOOK_COUNTS_FOR_MS,
  }))
}
