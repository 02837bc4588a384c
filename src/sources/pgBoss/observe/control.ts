import pg from 'pg'
import { PgBoss, type Db } from 'pg-boss'
import { sqlState, translateDatabaseError } from '../../../db/databaseErrors.ts'
import { RuntruthError } from '../../../errors.ts'
import type { Log } from '../../../log.ts'
import type { JobRef } from '../../contract.ts'
import { openBossRoad } from '../bossRoad.ts'
import type { PgBossStore } from './openReader.ts'
import { isUuid } from './probeAll.ts'
import { quoted } from './shape.ts'
import { lockJob, type LockedRow } from './sql/lockJob.ts'
import { keyOf } from './toWord.ts'

export interface Control {
  cancel(job: JobRef): Promise<'done' | 'refused'>
  retry(job: JobRef): Promise<'done' | 'refused'>
  close(): Promise<void>
}

/**
 * Cancelling and retrying as pg-boss does it, by its own class, on the row as it is: locked and looked at first. What a worker
 * has is not cancelled, because pg-boss tells the handler nothing of it, and it would go on behind a word that says it ended.
 */
export function openControl({ name, connection, schema }: PgBossStore, log: Log): Control {
  const applicationName = `runtruth source ${name} control`
  // Apart from the one that acts: pg-boss asks for things on its own account while that one is inside a transaction.
  const road = openBossRoad(connection, log, applicationName)
  const pool = new pg.Pool({
    connectionString: connection,
    application_name: applicationName,
    max: 1,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 10_000,
  })
  pool.on('error', (error) => log.debug({ err: error }, 'an idle connection of a source broke'))
  pool.on('connect', (client) => client.on('error', () => {}))
  let starting: Promise<PgBoss> | undefined

  /** It must not take part: no schema is changed, nothing supervised, no instance registered. */
  async function started(): Promise<PgBoss> {
    starting ??= new PgBoss({
      db: road,
      schema: /^[a-z_][a-z0-9_]*$/.test(schema) ? schema : quoted(schema),
      migrate: false,
      createSchema: false,
      supervise: false,
      schedule: false,
      registerInstance: false,
    })
      .start()
      .catch((error: unknown) => {
        starting = undefined
        throw refusal(name, error)
      })
    return await starting
  }

  async function act(job: JobRef, how: (boss: PgBoss, db: Db, state: string) => Promise<unknown> | null): Promise<'done' | 'refused'> {
    if (!isUuid(job.id)) return 'refused'
    const boss = await started()
    const client = await pool.connect()
    const state = async () => {
      const [row] = (await client.query<LockedRow>(lockJob(schema), [job.queue, job.id])).rows
      return row && (job.key === '' || job.key === keyOf(row.createdOn)) ? row.state : null
    }
    try {
      await client.query('begin; set local statement_timeout = 5000')
      const before = await state()
      const acting = before === null ? null : how(boss, { executeSql: async (text, values) => await client.query(text, values) }, before)
      await acting
      const done = acting !== null && (await state()) !== before
      await client.query('commit')
      return done ? 'done' : 'refused'
    } catch (error) {
      await client.query('rollback').catch(() => {})
      // Its queue's policy has no room for another one of its kind.
      if (sqlState(error) === '23505') return 'refused'
      throw translateDatabaseError(error)
    } finally {
      client.release()
    }
  }

  return {
    cancel: async (job) =>
      await act(job, (boss, db, state) => (state === 'created' || state === 'retry' ? boss.cancel(job.queue, job.id, { db }) : null)),
    retry: async (job) =>
      await act(job, (boss, db, state) => {
        if (state === 'failed') return boss.retry(job.queue, job.id, { db })
        return state === 'cancelled' ? boss.resume(job.queue, job.id, { db }) : null
      }),
    close: async () => {
      const boss = await starting?.catch(() => undefined)
      await boss?.stop({ graceful: false, close: false })
      await pool.end()
      await road.close()
    },
  }
}

function refusal(name: string, error: unknown): unknown {
  if (!(error instanceof Error) || !/migrations|not installed/.test(error.message)) return translateDatabaseError(error)
  return new RuntruthError(
    'blocked',
    `Source "${name}": its pg-boss is of another release than the one Runtruth brings, which must not change its jobs. Cancel and retry there.`,
    {},
    { cause: error },
  )
}
