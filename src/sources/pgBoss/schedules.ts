import type { PgBoss } from 'pg-boss'
import { SCHEDULE_QUEUE, type ScheduleEntry, type ScheduleTick, type WorkerQueue } from '../carrier.ts'
import type { LazyBoss } from './openBoss.ts'
import { TICK_QUEUE } from './queueSettings.ts'

type Schedules = Pick<WorkerQueue, 'putSchedules' | 'scheduledTypes' | 'removeSchedule' | 'fetchTicks' | 'settleTick' | 'occurrenceBefore'>

/** Cron on pg-boss's own scheduler: one queue for the ticks of all types, one schedule row per type. */
export function bossSchedules(
  boss: LazyBoss,
  ensure: (boss: PgBoss, name: string, settings: typeof TICK_QUEUE) => Promise<void>,
): Schedules {
  async function ready(): Promise<PgBoss> {
    const started = await boss.started()
    await ensure(started, SCHEDULE_QUEUE, TICK_QUEUE)
    return started
  }

  return {
    putSchedules: async (entries) => {
      if (entries.length === 0) return
      const started = await ready()
      const inForce = new Map((await started.getSchedules(SCHEDULE_QUEUE)).map((row) => [row.key, row]))
      for (const { type, cron, timeZone } of entries) {
        const row = inForce.get(type)
        if (row?.cron === cron && row.timezone === timeZone) continue
        await started.schedule(SCHEDULE_QUEUE, cron, { type }, { key: type, tz: timeZone })
      }
    },
    scheduledTypes: async () => {
      const started = await ready()
      return (await started.getSchedules(SCHEDULE_QUEUE)).map((row) => row.key)
    },
    removeSchedule: async (type) => {
      const started = await ready()
      await started.unschedule(SCHEDULE_QUEUE, type)
    },
    fetchTicks: async (limit) => {
      const started = await ready()
      const jobs = await started.fetch<unknown>(SCHEDULE_QUEUE, { batchSize: limit, includeMetadata: true })
      const ticks: ScheduleTick[] = []
      for (const job of jobs) {
        const type = typeof job.data === 'object' && job.data !== null && 'type' in job.data ? job.data.type : undefined
        if (typeof type === 'string') ticks.push({ jobId: job.id, type, noticedAt: job.createdOn })
        else await started.cancel(SCHEDULE_QUEUE, job.id)
      }
      return ticks
    },
    settleTick: async (jobId, end) => {
      const started = await ready()
      if (end === 'done') await started.complete(SCHEDULE_QUEUE, jobId)
      else await started.fail(SCHEDULE_QUEUE, jobId)
    },
    occurrenceBefore: (entry, at) => occurrenceBefore(boss.offline, entry, at),
  }
}

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS
/** Widening looks back: a frequent schedule is found in the first, a yearly one costs a few more. */
const LOOKS_BACK_MS = [2 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS, 32 * DAY_MS, 367 * DAY_MS]
/** A page of occurrences. Smaller: a dense schedule takes more pages. Larger: a rare one computes decades ahead. */
const AT_ONCE = 8

function occurrenceBefore(boss: PgBoss, entry: ScheduleEntry, at: Date): Date | undefined {
  for (const lookBackMs of LOOKS_BACK_MS) {
    let from = new Date(at.getTime() - lookBackMs)
    let latest: Date | undefined
    for (;;) {
      const next = boss.previewSchedule(entry.cron, { tz: entry.timeZone, from, count: AT_ONCE })
      const past = next.filter((occurrence) => occurrence <= at)
      latest = past.at(-1) ?? latest
      if (past.length < next.length || latest === undefined || next.length === 0) break
      from = latest
    }
    if (latest !== undefined) return latest
  }
  return undefined
}
