import type { AbsentJob, Beat, JobWord, QueueSource } from '../contract.ts'

/**
 * A word as the ledger keeps it: its instants by the ledger's clock, `offsetMs` ahead of the queue's, and with what its source
 * says for all jobs. Its key stays: that names the job in the queue.
 */
export function ledgerWord(source: QueueSource, word: JobWord | AbsentJob, offsetMs: number): JobWord | AbsentJob {
  if (word.state === 'absent') return { ...word, endedAt: shift(word.endedAt, offsetMs) }
  return {
    ...word,
    createdAt: shift(word.createdAt, offsetMs),
    availableAt: shift(word.availableAt, offsetMs),
    startedAt: shift(word.startedAt, offsetMs),
    endedAt: shift(word.endedAt, offsetMs),
    beat: shiftBeat(word.beat, offsetMs),
    recoversAfterMs: word.recoversAfterMs === undefined ? source.recoversAfterMs : word.recoversAfterMs,
  }
}

export function shiftBeat(beat: Beat | null, offsetMs: number): Beat | null {
  return beat && { ...beat, at: shift(beat.at, offsetMs) }
}

export function shift<At extends Date | null>(at: At, offsetMs: number): At {
  // The same kind of thing as was given: null stays null.
  return (at && new Date(at.getTime() + offsetMs)) as At
}
