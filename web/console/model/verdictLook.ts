import type { WireOperation } from '../../../src/http/contract.ts'
import type { RunOutcome } from '../../../src/truth/facts.ts'
import type { FreshnessState, Verdict } from '../../../src/truth/verdict.ts'

/** How a verdict looks: never by colour alone, so each has a shape and a tone; the word is the verdict's own headline. */
export type Shape = 'dot' | 'half' | 'broken' | 'dashed' | 'square' | 'check' | 'link' | 'dash'
export type Tone = 'fresh' | 'stale' | 'lost' | 'unknown' | 'followup' | 'succeeded' | 'reconciled' | 'quiet'

export interface Look {
  readonly shape: Shape
  readonly tone: Tone
  /** Says of the state itself, for legends; what is true of one operation, its guidance says. */
  readonly description: string
  /** What may be offered beside it, in the order of their weight; capability and type decide whether it is. */
  readonly actions: readonly Action[]
}

export type Action = 'cancel' | 'reconcile' | 'retry'

const OPEN: Record<Exclude<FreshnessState, 'settled' | 'reconciled'>, Look> = {
  fresh: { shape: 'dot', tone: 'fresh', description: 'Inside its window; nothing speaks against it.', actions: ['cancel'] },
  likely_stale: {
    shape: 'half',
    tone: 'stale',
    description: 'Outside a window, without proof that anything is wrong.',
    actions: ['reconcile', 'cancel'],
  },
  orphaned: { shape: 'broken', tone: 'lost', description: 'Proof that nobody is at it.', actions: ['reconcile'] },
  unknown: { shape: 'dashed', tone: 'unknown', description: 'There is nothing to judge its health by.', actions: ['cancel'] },
}

const SETTLED: Record<RunOutcome, Look> = {
  pending: { shape: 'square', tone: 'followup', description: 'It ended, and nobody recorded how.', actions: [] },
  succeeded: { shape: 'check', tone: 'succeeded', description: 'Its worker reported success.', actions: [] },
  partially_succeeded: { shape: 'square', tone: 'followup', description: 'Its worker reported that a part succeeded.', actions: ['retry'] },
  blocked: { shape: 'square', tone: 'followup', description: 'It was refused before it did anything.', actions: ['retry'] },
  failed: { shape: 'square', tone: 'followup', description: 'Its worker reported that it failed.', actions: ['retry'] },
  cancelled: { shape: 'dash', tone: 'quiet', description: 'Somebody cancelled it.', actions: ['retry'] },
}

const RECONCILED: Look = {
  shape: 'link',
  tone: 'reconciled',
  description: 'Concluded by the reconciler, a record or a person, not by its worker.',
  actions: ['retry'],
}

export function lookOf(verdict: Verdict, outcome: RunOutcome): Look {
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
