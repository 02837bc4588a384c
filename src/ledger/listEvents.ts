import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound } from '../errors.ts'
import type { OperationEvent } from './events.ts'
import { readRunId } from './runId.ts'
import { selectEvents, selectLatestEvents } from './sql/selectEvents.ts'
import { selectLease } from './sql/selectLease.ts'

/** Oldest first, or backwards from the end: what came before an event. */
export type EventPage =
  | { readonly after: string | null; readonly limit: number }
  | { readonly before: string | null; readonly limit: number }

/** What happened to one operation, in the order of the page. */
export async function listEvents(
  tx: Tx,
  scope: Scope,
  runId: string,
  page: EventPage,
): Promise<{ events: OperationEvent[]; next: string | null }> {
  requireCapability(scope, 'operations.view')
  const id = readRunId(runId)
  const run = await tx.row(selectLease(scope.workspace.id, id))
  if (!run) throw notFound()
  requireTenantInReach(scope, run.tenantId)
  const rows = await tx.rows(
    'after' in page
      ? selectEvents(scope.workspace.id, id, page.after, page.limit + 1)
      : selectLatestEvents(scope.workspace.id, id, page.before, page.limit + 1),
  )
  const events = rows.slice(0, page.limit)
  return { events, next: rows.length > page.limit ? (events.at(-1)?.id ?? null) : null }
}
