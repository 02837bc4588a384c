import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadFacts } from '../readFacts.ts'
import type { RunningSignals } from '../signals.ts'
import { q1QueueWord } from './q1QueueWord.ts'

/** R1: positive evidence, one piece is enough. The queue's word first, then the worker signals from the most to the least direct. */
export function r1ProvenGone(read: ReadFacts, signals: RunningSignals): Conclusion | null {
  const word = q1QueueWord(read, signals)
  if (word !== null) return word
  if (signals.boot === 'orphaned') return conclude('orphaned', 'worker_restarted')
  if (signals.process === 'orphaned') return conclude('orphaned', 'process_gone')
  return signals.session === 'orphaned' ? conclude('orphaned', 'worker_session_ended') : null
}
