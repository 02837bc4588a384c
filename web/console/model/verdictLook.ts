import type { WireOperation } from '../../../src/http/contract.ts'
import type { RunOutcome } from '../../../src/truth/facts.ts'
import type { FreshnessState, Verdict } from '../../../src/truth/verdict.ts'
import { markOf, type Mark } from '../../shared/verdictMark.ts'

/** Everything about a verdict that is not in its words: how it is marked, what the state means, what may be offered. */
export interface Look extends Mark {
  /** Says of the state itself, for legends; what is true of one operation, its guidance says. */
  readonly description: string
  /** What may be offered beside it, in the order of their weight; capability and type decide whether it is. */
  readonly actions: readonly Action[]
}

export type { Tone } from '../../shared/verdictMark.ts'

export type Action = 'cancel' | 'reconcile' | 'retry'

type Meaning = Omit<Look, keyof Mark>

const OPEN: Record<Exclude<FreshnessState, 'settled' | 'reconciled'>, Meaning> = {
  fresh: { description: 'Inside its window; nothing speaks against it.', actions: ['cancel'] },
  likely_stale: {
    description: 'Outside a window, without proof that anything is wrong.',
    actions: ['reconcile', 'cancel'],
  },
  orphaned: { description: 'Proof that nobody is at it.', actions: ['reconcile'] },
  unknown: { description: 'There is nothing to judge its health by.', actions: ['cancel'] },
}

const SETTLED: Record<RunOutcome, Meaning> = {
  pending: { description: 'It ended, and nobody recorded how.', actions: [] },
  succeeded: { description: 'Its worker reported success.', actions: [] },
  partially_succeeded: { description: 'Its worker reported that a part succeeded.', actions: ['retry'] },
  blocked: { description: 'It was refused before it did anything.', actions: ['retry'] },
  failed: { description: 'Its worker reported that it failed.', actions: ['retry'] },
  cancelled: { description: 'Somebody cancelled it.', actions: ['retry'] },
}

const RECONCILED: Meaning = {
  description: 'Concluded by the reconciler, a record or a person, not by its worker.',
  actions: ['retry'],
}

export function lookOf(verdict: Pick<Verdict, 'freshness'>, outcome: RunOutcome): Look {
  return { ...markOf(verdict, outcome), ...meaningOf(verdict, outcome) }
}

function meaningOf(verdict: Pick<Verdict, 'freshness'>, outcome: RunOutcome): Meaning {
  switch (verdict.freshness) {
    case 'settled':
      return SETTLED[outcome]
    case 'reconciled':
      return RECONCILED
    case 'fresh':
    case 'likely_stale':
    case 'orphaned':
    case 'unknown':
      return OPEN[verdict.freshness]
  }
}

/** Only this may move, tick or fill. */
export function isAlive(verdict: Verdict): boolean {
  return verdict.freshness === 'fresh' && verdict.lifecycle === 'running'
}

/** What may be offered for one operation: uncertain means not offered. */
export function actionsFor(
  operation: Pick<WireOperation, 'outcome' | 'facts'>,
  verdict: Verdict,
  holds: (capability: 'operations.cancel' | 'operations.reconcile' | 'operations.retry') => boolean,
  retrySafe: boolean,
): readonly Action[] {
  return lookOf(verdict, operation.outcome).actions.filter((action) => {
    switch (action) {
      case 'cancel':
        return holds('operations.cancel')
      case 'reconcile':
        return holds('operations.reconcile')
      case 'retry':
        return retrySafe && operation.outcome !== 'succeeded' && holds('operations.retry')
    }
  })
}
