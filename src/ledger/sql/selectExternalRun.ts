import { sql, statement } from '../../db/sql.ts'
import type { RunSource } from '../run.ts'

export interface ExternalRow {
  id: string
  tenantId: number | null
  source: RunSource
  phase: string | null
  cancelRequestedAt: Date | null
}

export function selectExternalRun(workspaceId: number, runId: string) {
  return statement(sql<ExternalRow>`
    select r.id, r.tenant_id as "tenantId", r.source, r.phase, r.cancel_requested_at as "cancelRequestedAt"
    from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint for update`)
}
