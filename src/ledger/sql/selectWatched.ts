import { sql, statement, type RawBuilder } from '../../db/sql.ts'

/**
 * What a watcher has not been told yet, by the transactions that record it: those that had not begun when it looked last
 * (`from`), and those that were under way then (`among`). Never by the ids of events, which become visible out of order.
 */
export interface Since {
  readonly from: string
  readonly among: readonly string[]
}

export interface WatchedRow {
  /** The oldest transaction that is still under way: everything before it is visible to this statement. */
  watermark: string
  /** As pg_current_snapshot writes it, of this very statement. */
  snapshot: string
  /** Events read; more than the limit means that there are more. */
  events: number
  changed: string[]
  open: string[]
  running: string[]
  /** Workers of our own that hold something within reach. */
  holders: string[]
}

export interface WatchLimits {
  readonly events: number
  readonly changed: number
  readonly open: number
}

/** Which runs of a scope a watcher has to look at, and from where it goes on; always one row. `since` null: what is open now. */
export function selectWatched(workspaceId: number, tenantIds: readonly number[] | null, since: Since | null, limits: WatchLimits) {
  const inReach = (alias: RawBuilder<unknown>) => (tenantIds === null ? sql`` : sql`and ${alias}.tenant_id = any(${tenantIds}::integer[])`)
  return statement(sql<WatchedRow>`
    with recent as materialized (${since === null ? NOTHING : eventsSince(workspaceId, since, limits.events + 1)}),
    running as materialized (
      select r.id, r.lease_worker, r.lease_boot_id from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status <> 'completed' and r.status = 'running' ${inReach(sql`r`)}
    )
    select pg_snapshot_xmin(pg_current_snapshot())::text as watermark, pg_current_snapshot()::text as snapshot,
      (select count(*)::integer from recent) as events,
      array(select distinct e.run_id from recent e where true ${inReach(sql`e`)} limit ${limits.changed + 1})::text[] as changed,
      array(
        select r.id from runtruth.operation_runs r
        where r.workspace_id = ${workspaceId} and r.status <> 'completed' ${inReach(sql`r`)}
        order by r.id desc limit ${limits.open}
      )::text[] as open,
      array(select running.id from running order by running.id desc limit ${limits.open})::text[] as running,
      array(select distinct running.lease_worker from running where running.lease_boot_id is not null and running.lease_worker is not null) as holders`)
}

const NOTHING = sql`select null::bigint as run_id, null::integer as tenant_id where false`

/** Two ways into one index. Limited before the tenants are looked at, so that a scope that is told little never reads much. */
function eventsSince(workspaceId: number, { from, among }: Since, limit: number): RawBuilder<unknown> {
  return sql`
      select e.run_id, e.tenant_id from runtruth.operation_events e
      where e.workspace_id = ${workspaceId} and e.transaction_id = any(${among}::xid8[])
      union all
      (select e.run_id, e.tenant_id from runtruth.operation_events e
        where e.workspace_id = ${workspaceId} and e.transaction_id >= ${from}::xid8
        order by e.transaction_id limit ${limit})`
}
