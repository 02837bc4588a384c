import { sql, statement } from '../../db/sql.ts'

export interface SweepRow {
  reconciler: string
  sweptAt: Date
  looked: number
  concluded: number
  /** Milliseconds since the sweep ended, by the database's clock. */
  agoMs: number
}

export function upsertSweep(reconciler: string, looked: number, concluded: number) {
  return statement(sql<{ reconciler: string }>`
    insert into runtruth.sweeps as s (reconciler, swept_at, looked, concluded) values (${reconciler}, now(), ${looked}, ${concluded})
    on conflict (reconciler) do update set swept_at = excluded.swept_at, looked = excluded.looked, concluded = excluded.concluded
    returning s.reconciler`)
}

/** The latest first; the lag of reconciliation is the age of the first. None: no reconciler has ever run. */
export function selectSweeps() {
  return statement(sql<SweepRow>`
    select s.reconciler, s.swept_at as "sweptAt", s.looked, s.concluded, (extract(epoch from now() - s.swept_at) * 1000)::float8 as "agoMs"
    from runtruth.sweeps s order by s.swept_at desc`)
}

/** Removes reconcilers that have not swept for an hour. Called by a living one, so that the last row of all stays. */
export function deleteOldSweeps() {
  return statement(sql<{ reconciler: string }>`
    delete from runtruth.sweeps s where s.swept_at < now() - interval '1 hour' returning s.reconciler`)
}
