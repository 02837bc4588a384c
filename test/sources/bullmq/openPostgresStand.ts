import pg from 'pg'
import { openStandDatabase } from '../openStandDatabase.ts'
import { snapshotTables } from '../snapshotTables.ts'
import type { StandOptions, Telling } from '../sourceStand.ts'
import { openBullmqStand, type BullmqStand } from './openBullmqStand.ts'

export interface PostgresStand extends BullmqStand {
  /** To look and act behind the queue. */
  readonly owner: pg.Pool
}

const SCHEMA = 'bullmq'

export async function openPostgresStand(options: StandOptions): Promise<PostgresStand> {
  const database = await openStandDatabase({ ownStore: options.ownStore ?? false })
  const owner = new pg.Pool({ connectionString: database.url, max: 4, application_name: 'stand owner' })
  // A store that is restarted ends every session.
  owner.on('error', () => {})
  await owner.query('create schema elses; create table elses.things as select n from generate_series(1, 100) n')
  const stand = await openBullmqStand(
    {
      connection: { postgres: database.url, schema: SCHEMA },
      snapshot: async () => await snapshotTables(owner, [SCHEMA, 'elses']),
      addLate: async (queue, payload, count) => await addLate(owner, queue, payload, count),
      restart: database.restart,
      crash: database.crash,
      close: async () => {
        await owner.end()
        await database.close()
      },
    },
    options,
  )
  return { ...stand, owner }
}

/** In transactions that take their ids early and commit after others that have taken theirs later. */
/** Answers the id; in the transaction that the client is in. */
export async function addThrough(client: pg.PoolClient, queue: string, payload: Telling): Promise<string> {
  const add = `select ${SCHEMA}.add_job($1, null, 'send', $2, '{}', 0, 0, (extract(epoch from clock_timestamp()) * 1000)::bigint, 1,
    null, null, null, null, null, false) as id`
  const { rows } = await client.query<{ id: string }>(add, [queue, JSON.stringify(payload)])
  return rows[0]?.id ?? ''
}

async function addLate(owner: pg.Pool, queue: string, payload: Telling, count: number): Promise<string[]> {
  const ids: string[] = []
  const long = await owner.connect()
  const short = await owner.connect()
  try {
    while (ids.length < count) {
      await long.query('begin')
      for (const client of [long, short, long, short].slice(0, count - ids.length)) {
        ids.push(await addThrough(client, queue, payload))
      }
      await long.query('commit')
    }
    return ids
  } finally {
    long.release()
    short.release()
  }
}
