import type pg from 'pg'

/** Everything in these schemas, with where each row is and by whom it was written or locked: also a write that changes nothing shows. */
export async function snapshotTables(owner: pg.Pool, schemas: readonly string[]): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string; kind: string }>(
    `select c.oid::regclass::text as name, c.relkind as kind from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1) and c.relkind in ('r', 'S') order by 1`,
    [schemas],
  )
  const parts: string[] = []
  for (const { name, kind } of tables) {
    const written = kind === 'r' ? 't.ctid, t.xmin, t.xmax, ' : ''
    const { rows } = await owner.query({ text: `select ${written}t.* from ${name} t order by 1`, rowMode: 'array' })
    parts.push(`${name} ${JSON.stringify(rows)}`)
  }
  return parts.join('\n')
}
