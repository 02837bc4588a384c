/**
 * One filled row per legal cell. The type follows the unions: a new lifecycle or freshness state does not compile until its row is written.
 */

import type { FreshnessState, Lifecycle, ProblemClass, ProgressMode, Verdict } from '../verdict.ts'
import { ago, alive, completed, gone, MINUTE, queued, running } from './exampleFacts.ts'

type TerminalState = 'settled' | 'reconciled'
export type LegalFreshness<Cycle extends Lifecycle> = Cycle extends 'completed' ? TerminalState : Exclude<FreshnessState, TerminalState>

export interface CellRow {
  readonly facts: unknown
  readonly headline: string
  readonly problem: ProblemClass
  readonly nextStep: string | null
  readonly mode: ProgressMode
  readonly live: boolean
  readonly evidence: 'listed' | 'none'
  /** What the strongest checked signal of the example says. */
  readonly loudest: Verdict['evidence'][number]['supports'] | null
  readonly timeMayChangeIt: boolean
}

export const TRUTH_TABLE: { readonly [Cycle in Lifecycle]: { readonly [State in LegalFreshness<Cycle>]: CellRow } } = {
  queued: {
    fresh: row({ facts: queued(), headline: 'Queued', loudest: 'fresh', timeMayChangeIt: true }),
    likely_stale: row({
      facts: queued({ createdAt: ago(14 * MINUTE) }),
      headline: 'Likely stale',
      problem: 'active_stale_attention',
      nextStep: 'Review worker health',
      loudest: 'stale',
    }),
    orphaned: row({
      facts: queued({}, { queueJob: { state: 'missing', since: ago(60), observedAt: ago(0) } }),
      headline: 'Job lost',
      problem: 'active_stale_attention',
      nextStep: 'View operation',
      loudest: 'orphaned',
      timeMayChangeIt: true,
    }),
    unknown: row({ facts: queued({}, { policy: null }), headline: 'Queued, not verified', loudest: null }),
  },
  running: {
    fresh: row({ facts: running(), headline: 'Running', live: true, loudest: 'fresh', timeMayChangeIt: true }),
    likely_stale: row({
      facts: running({}, { worker: { ...alive, heartbeatAt: ago(48) } }),
      headline: 'Likely stale',
      problem: 'active_stale_attention',
      nextStep: 'Review worker health',
      loudest: 'stale',
      timeMayChangeIt: true,
    }),
    orphaned: row({
      facts: running({}, { worker: gone }),
      headline: 'Worker lost',
      problem: 'active_stale_attention',
      nextStep: 'View operation',
      loudest: 'orphaned',
      timeMayChangeIt: true,
    }),
    unknown: row({ facts: running({}, { policy: null, worker: null }), headline: 'Running, not verified', loudest: 'nothing' }),
  },
  completed: {
    settled: row({ facts: completed({ outcome: 'succeeded' }), headline: 'Succeeded', mode: 'none', evidence: 'none', loudest: null }),
    reconciled: row({
      facts: completed({
        outcome: 'failed',
        reconciliation: { reason: 'worker_lost', at: ago(60), by: 'reconciler', rule: 'R1', because: null, amendedAt: null },
      }),
      headline: 'Reconciled as failed',
      problem: 'terminal_follow_up',
      nextStep: 'Review failure',
      mode: 'none',
      evidence: 'none',
      loudest: null,
    }),
  },
}

function row(given: Pick<CellRow, 'facts' | 'headline' | 'loudest'> & Partial<CellRow>): CellRow {
  return { problem: 'none', nextStep: null, mode: 'activity', live: false, evidence: 'listed', timeMayChangeIt: false, ...given }
}
