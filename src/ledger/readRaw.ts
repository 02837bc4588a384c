import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound } from '../errors.ts'
import type { Reconciliation } from './run.ts'
import { readRunId } from './runId.ts'
import { insertEvent } from './sql/insertEvent.ts'
import { selectRaw } from './sql/selectRaw.ts'

export interface Raw {
  readonly input: unknown
  readonly diagnostics: unknown
  readonly reconciliation: Reconciliation | null
}

/** Input, diagnostics and the record of reconciliation as they are kept. Every look is recorded before it is answered. */
export async function readRaw(tx: Tx, scope: Scope, runId: string): Promise<Raw> {
  requireCapability(scope, 'operations.view')
  const id = readRunId(runId)
  const row = await tx.row(selectRaw(scope.workspace.id, id))
  if (!row) throw notFound()
  requireTenantInReach(scope, row.tenantId)
  requireCapability(scope, 'operations.raw')
  await tx.row(insertEvent(scope.workspace.id, id, { kind: 'raw_read', actor: scope.principal }))
  return { input: row.input, diagnostics: row.diagnostics, reconciliation: row.reconciliation }
}
