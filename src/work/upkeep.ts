import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { WorkerContext } from './execution.ts'
import { redispatchUnstarted } from './redispatch.ts'
import { putSchedulesInForce } from './scheduleTicks.ts'

const UNSTARTED_EVERY_MS = 10_000
const SCHEDULES_EVERY_MS = 60_000
/** Far below the expiry of a job, far above what it costs. */
const RENEW_EVERY_MS = 3_600_000

/** What every worker process does beside its work, any number of them at once: the queue's housekeeping, schedules, lost jobs. */
export function startUpkeep(context: WorkerContext, types: readonly string[]): { stop(): Promise<void> } {
  const { services, executions, principal } = context
  const loops = [
    repeat(60_000, async () => await services.queue.maintain(true)),
    repeat(SCHEDULES_EVERY_MS, async () => await putSchedulesInForce(services)),
    repeat(UNSTARTED_EVERY_MS, async () => {
      if ((await redispatchUnstarted(services, principal, types)) > 0) context.wake()
    }),
    repeat(RENEW_EVERY_MS, async () => await services.queue.renew([...executions.values()].map(({ job }) => job))),
  ]
  return {
    stop: async () => {
      await Promise.all(loops.map(async (loop) => await loop.stop()))
      await services.queue.maintain(false)
    },
  }

  /** At once and then again and again, a little apart in every process; what fails is tried again the next time. */
  function repeat(everyMs: number, work: () => Promise<void>): { stop(): Promise<void> } {
    let stopped = false
    let timer: NodeJS.Timeout | undefined
    let current = turn()
    async function turn(): Promise<void> {
      try {
        await work()
      } catch (error) {
        if (!isDatabaseAway(error)) services.log.error({ err: error }, 'upkeep failed; it is tried again')
      }
      if (!stopped) timer = setTimeout(() => (current = turn()), everyMs * (0.8 + Math.random() * 0.4))
    }
    return {
      stop: async () => {
        stopped = true
        clearTimeout(timer)
        await current
      },
    }
  }
}
