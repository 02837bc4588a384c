import { sql, statement } from '../../db/sql.ts'

/**
 * Jobs that were heard of together come in no order of time: each of these, and each that failed before one of them
 * succeeded, gets the answer of the first later success of the same type, scope and identity.
 */
export function answerObserved(workspaceId: number, source: string, runIds: readonly string[]) {
  const same = sql`o.workspace_id = ${workspaceId} and c.workspace_id = ${workspaceId} and o.type = c.type and o.identity_hash = c.identity_hash
        and o.tenant_id is not distinct from c.tenant_id and o.created_at < c.created_at
        and o.status = 'completed' and o.outcome in ('failed', 'blocked', 'partially_succeeded') and o.superseded_by is null
        and c.status = 'completed' and c.outcome = 'succeeded' and c.observed`
  const fresh = sql`= any(${runIds}::bigint[])`
  return statement(sql<{ id: string }>`
    with pairs as (
      select o.id as failed, c.id as success, c.created_at from runtruth.operation_runs c join runtruth.operation_runs o on ${same}
      where c.id ${fresh} and c.identity_hash is not null
      union all
      select o.id, c.id, c.created_at from runtruth.operation_runs o join runtruth.operation_runs c on ${same}
      where o.id ${fresh} and o.identity_hash is not null
    ), chosen as (
      select distinct on (failed) failed, success from pairs order by failed, created_at
    ), answered as (
      update runtruth.operation_runs o set superseded_by = chosen.success from chosen
      where o.workspace_id = ${workspaceId} and o.id = chosen.failed and o.superseded_by is null
        and o.policy is not null and coalesce(o.policy ->> 'retry', 'manual') <> 'never'
      returning o.workspace_id, o.id, o.tenant_id, o.attempt, o.superseded_by
    ), events as (
      insert into runtruth.operation_events (workspace_id, run_id, tenant_id, kind, attempt, actor_kind, actor_id, actor_name, data)
      select workspace_id, id, tenant_id, 'superseded', attempt, 'system', null, ${source}, jsonb_build_object('by', superseded_by::text) from answered
    )
    select id from answered`)
}
