import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadFacts } from '../readFacts.ts'
import type { Reading } from '../signals.ts'
import type { VerdictReason } from '../verdict.ts'

/** Q1, and the first half of R1: the queue itself says that no report will come. */
export function q1QueueWord(read: ReadFacts, signals: { readonly queueJob: Reading }): Conclusion | null {
  return signals.queueJob === 'orphaned' && read.queueJob !== null ? conclude('orphaned', reasonFor(read.queueJob.state)) : null
}

function reasonFor(state: NonNullable<ReadFacts['queueJob']>['state']): VerdictReason {
  switch (state) {
    case 'completed':
      return 'queue_job_completed'
    case 'failed':
      return 'queue_job_failed'
    case 'missing':
    case 'waiting':
    case 'delayed':
    case 'active':
      return 'queue_job_missing'
  }
}
