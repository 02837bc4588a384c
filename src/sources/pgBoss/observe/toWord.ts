import type { JobState, JobWaits, JobWord } from '../../contract.ts'
import { groupLimit, mayHold, type Instance } from './instances.ts'
import type { JobRow } from './sql/jobColumns.ts'

/** pg-boss's own states; what waits for a time that lies ahead is delayed, be it scheduled or backing off. */
export function stateOf({ state, later }: Pick<JobRow, 'state' | 'later'>): JobState {
  switch (state) {
    case 'created':
    case 'retry':
      return later ? 'delayed' : 'waiting'
    case 'active':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return state
  }
}

/** One life of an id. In milliseconds, because that is what a handler with metadata is told. */
export function keyOf(createdOn: Date): string {
  return String(createdOn.getTime())
}

export function toWord(row: JobRow, instances: readonly Instance[]): JobWord {
  const state = stateOf(row)
  const beatsEvery = row.heartbeatSeconds
  return {
    queue: row.name,
    id: row.id,
    key: keyOf(row.createdOn),
    name: row.name,
    payload: row.payload,
    state,
    createdAt: row.createdOn,
    availableAt: row.startAfter > row.createdOn ? row.startAfter : null,
    startedAt: row.startedOn,
    endedAt: row.completedOn,
    // Counted up by the fetch that begins an attempt, except the first; a job given back untouched has no start.
    attempt: row.retryCount + (row.startedOn === null ? 0 : 1),
    maxAttempts: row.retryLimit + 1,
    counts: null,
    failure: row.failure === null ? null : firstLine(row.failure),
    failureDetail: row.failureDetail,
    waits: waitsOf(row, state, instances),
    holders: state === 'active' && row.startedOn ? holdersOf(row.name, row.startedOn, instances) : [],
    beat:
      state === 'active' && row.heartbeatOn && beatsEvery !== null
        ? // A worker beats twice in the time after which pg-boss holds it for lost, unless told otherwise.
          { at: row.heartbeatOn, everyMs: beatsEvery * 500, silentAfterMs: beatsEvery * 1_000 }
        : null,
    recoversAfterMs: recoversAfterMs(row),
  }
}

function holdersOf(queue: string, startedAt: Date, instances: readonly Instance[]): string[] {
  return instances.filter((instance) => mayHold(instance, queue, startedAt)).map((instance) => instance.key)
}

function waitsOf(row: JobRow, state: JobState, instances: readonly Instance[]): JobWaits | null {
  // What is due but for a parent that has just ended is let go within seconds.
  const dependencies = row.dependencies === 0 ? null : row.dependencies
  const limit = state === 'waiting' ? (row.held === true ? 1 : groupLimit(row, instances)) : null
  return dependencies === null && limit === null ? null : { dependencies, concurrencyLimit: limit }
}

function recoversAfterMs({ heartbeatSeconds, expireSeconds }: JobRow): number | null {
  const seconds = heartbeatSeconds === null ? expireSeconds : Math.min(heartbeatSeconds, expireSeconds ?? heartbeatSeconds)
  return seconds === null ? null : seconds * 1_000
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? ''
}
