import type { Principal } from '../../access/actor.ts'
import { sql, statement } from '../../db/sql.ts'
import type { RunStatus } from '../../truth/facts.ts'

export interface PickupRow {
  id: string
  type: string
  status: RunStatus
  attempt: number
  maxAttempts: number
  lease: string | null
  input: unknown
  requires: string | null
  initiator: Principal
  queueJobId: string | null
  parentId: string | null
  cancelRequested: boolean
  workspace: string
  workspaceState: 'active' | 'suspended'
  tenantId: number | null
  tenant: string | null
  tenantName: string | null
  tenantState: 'operable' | 'suspended' | null
}

/** A run with everything that decides whether it may be executed now. Read fresh at every pick-up. */
export function selectPickup(workspaceId: number, runId: string) {
  return statement(sql<PickupRow>`
    select r.id, r.type, r.status, r.attempt, r.max_attempts as "maxAttempts", r.lease, r.input, r.requires,
      json_build_object('kind', r.initiator_kind, 'id', r.initiator_id, 'name', r.initiator_name) as initiator,
      r.queue_job_id as "queueJobId", r.parent_id as "parentId", r.cancel_requested_at is not null as "cancelRequested",
      w.slug as workspace, w.state as "workspaceState", r.tenant_id as "tenantId", t.slug as tenant, t.name as "tenantName", t.state as "tenantState"
    from runtruth.operation_runs r
    join runtruth.workspaces w on w.id = r.workspace_id
    left join runtruth.tenants t on t.workspace_id = r.workspace_id and t.id = r.tenant_id
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint`)
}
