import type { JobWord, SeenQueue, SourceLook } from '../../contract.ts'
import type { QueueDatabase } from '../../openQueueDatabase.ts'
import { attemptKey, attemptOf, Holders, type ActiveAttempt } from '../holders.ts'
import { Incarnation } from '../incarnation.ts'
import { jobWord } from '../jobWord.ts'
import { LockBeats } from '../lockBeats.ts'
import type { BullmqSettings } from '../options.ts'
import { recordOf } from './postgresJob.ts'
import { knownName, readSessions } from './sessions.ts'
import { selectLook, type ActiveReading, type LookRow, type QueueReading } from './sql/selectLook.ts'
import type { PageRow } from './sql/selectPage.ts'
import type { Tables } from './sql/tables.ts'

/** What one reader has noticed of workers and locks. Without it words are still true, only less is known. */
export function openWatch(database: QueueDatabase, tables: Tables, settings: BullmqSettings) {
  const holders = new Holders()
  const beats = new LockBeats(settings.lockDurationMs, settings.lockRenewMs)
  const incarnation = new Incarnation()

  function attemptAt(nowMs: number, { queue, id, attemptsStarted, startedMs, processedBy, lockedUntilMs }: ActiveReading): ActiveAttempt {
    const worker = knownName(queue, processedBy)
    const named = { queue, id, attempt: attemptOf(attemptsStarted, startedMs), worker, mayBeUnnamed: false, startedMs }
    // A lock that has run out stays in its row, and tells all the same when it was renewed.
    return { ...named, beat: beats.note(attemptKey(named), nowMs, lockedUntilMs === null ? null : lockedUntilMs - nowMs) }
  }

  return {
    async look(queues: readonly string[]): Promise<SourceLook> {
      const [seen] = await database.read<LookRow>(selectLook(tables), [queues])
      if (!seen) throw new Error('The statement answers one row.')
      const { nowMs, upSinceMs, isReplica, wasPromoted } = seen
      const attempts = seen.active.map((job) => attemptAt(nowMs, job))
      beats.keep(new Set(attempts.map(attemptKey)))
      const workers = readSessions(seen.sessions, queues)
      // A worker that is busy does not listen, and takes up a session that was cut when it listens again: its renewals have to tell.
      if (workers !== null) holders.look(nowMs, workers, attempts, () => false)
      // Counted from another instant, it is another one: sessions were dropped in between.
      const server = { runId: `${seen.incarnation}/${Math.round(upSinceMs)}`, upMs: nowMs - upSinceMs, isReplica, wasPromoted }
      return {
        now: new Date(nowMs),
        upSince: incarnation.note(nowMs, server, 0),
        workers: workers === null ? [] : holders.workers(attempts),
        queues: seen.queues.map((queue) => seenQueue(queue, workers?.filter((one) => one.queue === queue.name).length ?? null)),
      }
    },

    word(row: PageRow): JobWord {
      const record = recordOf(row)
      if (row.state !== 'active') return jobWord(record, [], null)
      const attempt = attemptAt(row.nowMs, row)
      return jobWord(record, holders.of(attempt), attempt.beat)
    },
  }
}

function seenQueue({ name, paused, pausedMs, next }: QueueReading, liveWorkers: number | null): SeenQueue {
  return { name, paused: paused ? { by: null, since: pausedMs === null ? null : new Date(pausedMs) } : null, liveWorkers, next }
}
