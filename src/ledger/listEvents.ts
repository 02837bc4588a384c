import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound } from '../errors.ts'
import type { OperationEvent } from './events.ts'
import { readRunId } from './runId.ts'
import { selectEvents } from './sql/selectEvents.ts'
import { selectLease } from './sql/selectLease.ts'

/** What happened to one operation, oldest first. */
export async function listEvents(
  tx: Tx,
  scope: Scope,
  runId: string,
  page: { after: string | null; limit: number },
): Promise<{ events: OperationEvent[]; next: string | null }> {
  requireCapability(scope, 'operations.view')
  const id = readRunId(runId)
  const run = await tx.row(selectLease(scope.workspace.id, id))
  if (!run) throw notFound()
  requireTenantInReach(scope, run.tenantId)
  const rows = await tx.rows(selectEvents(scope.workspace.id, id, page.after, page.limit + 1))
  const events = rows.slice(0, page.limit)
  return { events, next: rows.length > page.limit ? (events.at(-1)?.id ?? null) : null }
}
