import { PgBoss, type ConstructorOptions } from 'pg-boss'
import { translateDatabaseError } from '../../db/databaseErrors.ts'
import type { Log } from '../../log.ts'
import type { BossRoad } from './bossRoad.ts'

/** pg-boss, started at first use; a failed start is tried again at the next use. */
export interface LazyBoss {
  started(): Promise<PgBoss>
  /** Answers from computation alone; needs no connection. */
  readonly offline: PgBoss
  stop(): Promise<void>
}

export function openBoss(road: BossRoad, log: Log, options: Pick<ConstructorOptions, 'supervise' | 'schedule'>): LazyBoss {
  const boss = new PgBoss({
    db: road,
    schema: 'runtruth_queue',
    // The schema belongs to `runtruth migrate`; a worker of an older release must never change it.
    migrate: false,
    createSchema: false,
    registerInstance: false,
    ...options,
  })
  boss.on('error', (error) => log.debug({ err: error }, 'the queue met an error in the background'))
  boss.on('warning', (warning) => log.debug({ warning }, 'the queue warns'))
  let starting: Promise<PgBoss> | undefined
  return {
    offline: boss,
    started: async () => {
      starting ??= boss.start().catch((error: unknown) => {
        starting = undefined
        throw translateDatabaseError(error)
      })
      return await starting
    },
    stop: async () => {
      if (!starting) return
      await starting.catch(() => {})
      starting = undefined
      await boss.stop({ graceful: true, close: false, timeout: 5_000 })
    },
  }
}
