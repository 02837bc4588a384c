import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound } from '../errors.ts'
import { selectLease } from './sql/selectLease.ts'

/**
 * Whoever reports on a run must be allowed to report at all, and reach the run's tenant. Our own workers reach all, and
 * pay no statement for it.
 */
export async function requireReporter(tx: Tx, scope: Scope, runId: string): Promise<void> {
  if (scope.tenants !== 'all') {
    const run = await tx.row(selectLease(scope.workspace.id, runId))
    if (!run) throw notFound()
    requireTenantInReach(scope, run.tenantId)
  }
  requireCapability(scope, 'operations.report')
}
