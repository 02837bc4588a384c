import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { selectExternalRun, type ExternalRow } from './sql/selectExternalRun.ts'

/**
 * The run a worker outside wants to report on, locked until its report is written, so that reports that arrive together
 * are judged one after the other. Runs of our own workers are refused: their leases are not handed out.
 */
export async function requireExternalRun(tx: Tx, scope: Scope, runId: string): Promise<ExternalRow> {
  const run = await tx.row(selectExternalRun(scope.workspace.id, runId))
  if (!run) throw notFound()
  requireTenantInReach(scope, run.tenantId)
  requireCapability(scope, 'operations.report')
  if (run.source !== 'external') {
    throw new RuntruthError(
      'conflict',
      `Operation ${runId} is run by Runtruth's own workers (source ${run.source}); only an external operation is reported on here.`,
      { id: runId },
    )
  }
  return run
}
