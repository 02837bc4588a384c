import { sql, statement } from '../../db/sql.ts'
import type { Reconciliation } from '../run.ts'

export interface RawRow {
  tenantId: number | null
  input: unknown
  diagnostics: unknown
  reconciliation: Reconciliation | null
}

/** What is kept behind the words: not for lists, and not without a trace. */
export function selectRaw(workspaceId: number, runId: string) {
  return statement(sql<RawRow>`
    select r.tenant_id as "tenantId", r.input, r.diagnostics, r.reconciliation from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint`)
}
