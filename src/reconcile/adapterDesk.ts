import { setTimeout as delay } from 'node:timers/promises'
import { readCounts } from '../ledger/counts.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { Log } from '../log.ts'
import type { DomainAdapter, Settlement } from './adapters/contract.ts'

/** `no_answer`: it threw, was too late, or said something that is not a settlement; for the rules the same as no proof. */
export type AdapterAnswer =
  | { readonly kind: 'no_adapter' }
  | { readonly kind: 'no_proof' }
  | { readonly kind: 'no_answer' }
  | { readonly kind: 'proof'; readonly settlement: Settlement }

/** Asks domain adapters so that none of them can hold up or break a sweep. One desk per sweep. */
export interface AdapterDesk {
  has(type: string): boolean
  ask(workspace: string, judged: JudgedRun, input: unknown): Promise<AdapterAnswer>
}

/** Longer: one slow disk delays every verdict behind it. Shorter: a proof that takes a moment to read is never found. */
const ANSWER_WITHIN_MS = 5_000

export function createAdapterDesk(options: {
  readonly adapters: readonly DomainAdapter[]
  readonly log: Log
  readonly answerWithinMs?: number
}): AdapterDesk {
  const byType = new Map(options.adapters.map((adapter) => [adapter.type, adapter]))
  const tooSlow = new Set<string>()
  const answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS

  return {
    has: (type) => byType.has(type),
    ask: async (workspace, { run }, input) => {
      const adapter = byType.get(run.type)
      if (!adapter) return { kind: 'no_adapter' }
      // Waiting for it once in a sweep is patience; a thousand times is a standstill.
      if (tooSlow.has(run.type)) return { kind: 'no_answer' }
      const { id, type, tenant, attempt, createdAt, startedAt } = run
      const limit = new AbortController()
      const asked = { id, type, workspace, tenant, input, attempt, createdAt, startedAt }
      try {
        const answer = await Promise.race([
          settleLater(adapter, asked, limit.signal),
          delay(answerWithinMs, 'too_late' as const, { signal: limit.signal }),
        ])
        if (answer === 'too_late') {
          tooSlow.add(type)
          options.log.warn(
            { adapter: type, runId: id, answerWithinMs },
            'a domain adapter did not answer in time; its runs are left to the rules',
          )
          return { kind: 'no_answer' }
        }
        return answer === null ? { kind: 'no_proof' } : { kind: 'proof', settlement: checked(answer) }
      } catch (error) {
        options.log.warn({ err: error, adapter: type, runId: id }, 'a domain adapter failed; the run is left to the rules')
        return { kind: 'no_answer' }
      } finally {
        limit.abort()
      }
    },
  }
}

/** An adapter that throws before its first await rejects as well. */
async function settleLater(
  adapter: DomainAdapter,
  run: Parameters<DomainAdapter['settle']>[0],
  signal: AbortSignal,
): Promise<Settlement | null> {
  return await adapter.settle(run, { signal })
}

/** Adapters come from configuration, which nobody has compiled. */
function checked(answer: Settlement): Settlement {
  const { outcome, because } = answer
  if (outcome !== 'succeeded') throw new TypeError(`An adapter may settle as succeeded only; it said ${JSON.stringify(outcome)}.`)
  if (typeof because !== 'string' || because.trim() === '') throw new TypeError('A settlement names its proof in `because`; it is empty.')
  const counts = readCounts(answer.counts)
  return { outcome, because, ...(counts === null ? {} : { counts }) }
}
