import { eventually } from '../support/eventually.ts'
import type { Fixture } from '../support/fixture.ts'

/** The database's own clock, which all instants of the ledger are told by. */
export async function databaseNowMs({ owner }: Fixture): Promise<number> {
  const { rows } = await owner.query<{ ms: number }>(`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`)
  return rows[0]?.ms ?? Number.NaN
}

/** A missing session convicts nobody before this incarnation of the database has been up for 15 s. */
export async function untilSessionsCount({ owner }: Fixture): Promise<void> {
  await eventually('the database to be up for longer than the reconnect grace', 30_000, async () => {
    const { rows } = await owner.query<{ up: boolean }>(`select runtruth.database_up_since() < now() - interval '16 s' as up`)
    return rows[0]?.up === true ? { found: undefined } : { seen: 'not yet' }
  })
}
