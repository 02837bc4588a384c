import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadFacts } from '../readFacts.ts'

/** Q5: waiting inside its window. The reason named is the one that would have to end first. */
export function q5Waiting(read: ReadFacts): Conclusion {
  const { queue, queueJob } = read
  if (read.run?.dispatchUnconfirmed === true && queueJob === null) return conclude('fresh', 'dispatch_unconfirmed')
  if (queue === null) return conclude('fresh', 'waiting_for_worker')
  if (queue.paused !== null) return conclude('fresh', 'queue_paused')
  if (queue.liveWorkers === 0) return conclude('fresh', 'no_live_worker')
  if (queue.dependencies !== null && queue.dependencies > 0) return conclude('fresh', 'dependency')
  if (queue.concurrencyLimit !== null) return conclude('fresh', 'concurrency_limit')
  return conclude('fresh', queue.ahead !== null && queue.ahead > 0 ? 'behind_others' : 'waiting_for_worker')
}
