import type pg from 'pg'

/** Written by looking at the database at all, and no trace of a request. */
const NOT_A_TRACE = ['database_incarnations']

/** What stands in every table of the ledger and its queue: which rows, in which version. Equal footprints, no change. */
export async function footprint(owner: pg.Pool): Promise<Record<string, string>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('runtruth', 'runtruth_queue') and c.relkind = 'r' and c.relname <> all ($1)
       and (n.nspname = 'runtruth' or c.relname like 'job%') order by 1`,
    [NOT_A_TRACE],
  )
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await owner.query<{ trace: string }>(
      `select count(*) || ' rows, ' || coalesce(md5(string_agg(ctid::text || ' ' || xmin::text, ',' order by ctid)), '-') as trace from only ${name}`,
    )
    found[name] = rows[0]?.trace ?? ''
  }
  return found
}
