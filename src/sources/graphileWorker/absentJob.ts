import type { AbsentJob, AskedJob } from '../contract.ts'

/**
 * Graphile Worker deletes a job when it succeeds and keeps one that failed for good, so a missing row is its record of
 * success. `now` is the queue's clock; `lastId` the highest id it has given, null where that may not be read; `successor`:
 * another job has the id.
 */
export function absentJob(
  { lastHeard, queue, id, key }: AskedJob,
  { now, lastId, successor }: { readonly now: Date; readonly lastId: string | null; readonly successor: boolean },
): AbsentJob {
  const gone = { queue, id, key, state: 'absent', endedAt: null } as const
  if (successor || !isJobId(id) || (lastId !== null && BigInt(id) > BigInt(lastId))) {
    return {
      ...gone,
      end: 'unknown',
      because: 'The queue has not given this id to such a job: it was set up anew, and its earlier jobs are gone.',
    }
  }
  if (lastHeard?.state === 'failed') {
    return { ...gone, end: 'failed', because: 'It had failed for good, and its record has been removed since.' }
  }
  if (lastHeard?.state === 'cancelled') {
    return { ...gone, end: 'deleted', because: 'It was cancelled, and its record has been removed since.' }
  }
  if (lastHeard?.state === 'delayed' && lastHeard.availableAt !== null && lastHeard.availableAt > now) {
    return {
      ...gone,
      end: 'deleted',
      because: `It was not due before ${lastHeard.availableAt.toISOString()} and is gone: it was removed before it could run.`,
    }
  }
  return {
    ...gone,
    end: 'succeeded',
    because: 'Graphile Worker deletes a job when it succeeds, and this one is gone. A job that somebody removed looks the same.',
  }
}

/** A bigint, as the queue writes it. */
export function isJobId(id: string): boolean {
  return /^[1-9]\d{0,18}$/.test(id) && BigInt(id) < 2n ** 63n
}
