import type { Principal } from '../../access/actor.ts'
import { sql } from '../../db/sql.ts'

/**
 * CTEs beside `changed`, a run that has just come to its outcome: a success answers the earlier failures of the same type,
 * scope and identity, and those it retries, through all retries in between; each with its event. Needs "with recursive".
 */
export function answerEarlier(workspaceId: number, actor: Principal) {
  return sql`retried (id) as (
      select retry_of from changed where outcome = 'succeeded' and retry_of is not null
      union
      select r.retry_of from retried join runtruth.operation_runs r on r.workspace_id = ${workspaceId} and r.id = retried.id
      where r.retry_of is not null
    ), earlier as (
      select id from retried
      union
      select o.id from changed join runtruth.operation_runs o on o.workspace_id = ${workspaceId} and o.type = changed.type
        and o.identity_hash = changed.identity_hash and o.tenant_id is not distinct from changed.tenant_id and o.id < changed.id
      where changed.outcome = 'succeeded' and changed.identity_hash is not null and o.status = 'completed'
        and o.outcome in ('failed', 'blocked', 'partially_succeeded') and o.superseded_by is null
    ), answered as (
      update runtruth.operation_runs o set superseded_by = changed.id
      from changed, earlier
      where o.workspace_id = ${workspaceId} and o.id = earlier.id
        and o.status = 'completed' and o.outcome in ('failed', 'blocked', 'partially_succeeded') and o.superseded_by is null
        and o.policy is not null and coalesce(o.policy ->> 'retry', 'manual') <> 'never'
      returning o.workspace_id, o.id, o.tenant_id, o.attempt, o.superseded_by
    ), answered_event as (
      insert into runtruth.operation_events (workspace_id, run_id, tenant_id, kind, attempt, actor_kind, actor_id, actor_name, data)
      select workspace_id, id, tenant_id, 'superseded', attempt, ${actor.kind}, ${actor.id}, ${actor.name},
        jsonb_build_object('by', superseded_by::text)
      from answered
    )`
}
