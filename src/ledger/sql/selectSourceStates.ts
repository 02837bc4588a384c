import { sql, statement } from '../../db/sql.ts'

export interface SourceStateRow {
  name: string
  kind: string
  /** Since the last whole look, by the ledger's clock; null: there was none yet. */
  lookedAgoMs: number | null
  /** As it was stored. */
  look: unknown
  /** Operations of its jobs that are queued or running. */
  open: number
  /** Jobs that belong to no workspace, and the reason most of them have. */
  refused: number
  refusedBecause: string | null
  /** Whether everything its store holds has been read: it is to be, it is being, it was. */
  catchUp: 'wanted' | 'under_way' | 'done'
  /** Jobs read by the catch-up that is under way, or by the last one. */
  discovered: number
}

/** Every source that was ever followed. */
export function selectSourceStates() {
  return statement(sql<SourceStateRow>`
    select s.name, s.kind, (extract(epoch from clock_timestamp() - s.looked_at) * 1000)::float8 as "lookedAgoMs", s.look,
      (select count(*) from runtruth.operation_runs r where r.source = s.name and r.observed and r.status <> 'completed')::int as open,
      (select count(*) from runtruth.refused_jobs j where j.source = s.name)::int as refused,
      (select j.reason from runtruth.refused_jobs j where j.source = s.name group by j.reason order by count(*) desc, j.reason limit 1)
        as "refusedBecause",
      case
        when s.discovery_cursor is not null or (s.discovery_began_at is not null and s.discovery_ended_at is null) then 'under_way'
        when s.discovery_wanted then 'wanted'
        else 'done'
      end as "catchUp",
      s.discovered::float8 as discovered
    from runtruth.sources s order by s.name`)
}
