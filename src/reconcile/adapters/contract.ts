import type { Counts } from '../../truth/facts.ts'

/** What an adapter is told about the run it may settle. */
export interface SettleableRun {
  readonly id: string
  readonly type: string
  /** Slug. */
  readonly workspace: string
  /** Slug; null for an operation of the workspace as a whole. */
  readonly tenant: string | null
  /** As it was checked by the type's own schema when the operation was started. */
  readonly input: unknown
  readonly attempt: number
  readonly createdAt: Date
  /** Start of the attempt that is being judged; null while queued. */
  readonly startedAt: Date | null
}

export interface Settlement {
  readonly outcome: 'succeeded'
  /** One sentence naming the proof, in operator words. */
  readonly because: string
  readonly counts?: Counts
}

/**
 * Knows where an operation type leaves its results, and can tell from them that it was done. Local reads within the run's
 * own scope only; success only with proof; anything less is null, which leaves the run to the rules. It is asked before a
 * run of its type is closed as failed, and while one is past its window. Throwing, or not answering in time, counts as
 * null for everybody but the log.
 */
export interface DomainAdapter {
  readonly type: string
  settle(run: SettleableRun, context: { readonly signal: AbortSignal }): Promise<Settlement | null>
}
