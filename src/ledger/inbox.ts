import { requireCapability, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { getRuns } from './getRun.ts'
import type { JudgedRun } from './judgedRun.ts'
import { selectNotifications, selectUnread, updateRead, type NotificationKind } from './sql/notifications.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface Notification {
  readonly id: string
  readonly at: Date
  readonly kind: NotificationKind
  readonly readAt: Date | null
  /** As it stands now: a failure that was answered since does not ask again. */
  readonly judged: JudgedRun
}

export interface Inbox {
  readonly unread: number
  readonly notifications: readonly Notification[]
  /** The `before` of the next page; null at the end. */
  readonly next: string | null
}

/** What the one who asks was told, newest first, in three statements. Only people are told: a token of nobody has an empty inbox. */
export async function listInbox(
  tx: Tx,
  scope: Scope,
  observation: WorkerObservation,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Inbox> {
  requireCapability(scope, 'operations.view')
  const userId = reader(scope)
  if (userId === null) return { unread: 0, notifications: [], next: null }
  const workspaceId = scope.workspace.id
  const tenantIds = tenantIdsInReach(scope)
  const [rows, counted] = await Promise.all([
    tx.rows(selectNotifications(workspaceId, tenantIds, userId, page.before, page.limit + 1)),
    tx.row(selectUnread(workspaceId, tenantIds, userId)),
  ])
  const told = rows.slice(0, page.limit)
  const runIds = [...new Set(told.map(({ runId }) => runId))]
  const runs = await getRuns(tx, scope, observation, runIds)
  const byId = new Map(runs.map((judged) => [judged.run.id, judged]))
  return {
    unread: counted?.unread ?? 0,
    // Retention may take an operation, and its notifications with it, between the statements.
    notifications: told.flatMap(({ id, at, kind, readAt, runId }) => {
      const judged = byId.get(runId)
      return judged ? [{ id, at, kind, readAt, judged }] : []
    }),
    next: rows.length > page.limit ? (told.at(-1)?.id ?? null) : null,
  }
}

/** Marks as read what is named, or everything, and answers how many are left. Read before, another's and missing: nothing happens. */
export async function markRead(tx: Tx, scope: Scope, ids: readonly string[] | 'all'): Promise<number> {
  requireCapability(scope, 'operations.view')
  const userId = reader(scope)
  if (userId === null) return 0
  const tenantIds = tenantIdsInReach(scope)
  await tx.rows(updateRead(scope.workspace.id, tenantIds, userId, ids === 'all' ? null : ids))
  return (await tx.row(selectUnread(scope.workspace.id, tenantIds, userId)))?.unread ?? 0
}

function reader({ principal }: Scope): string | null {
  return principal.kind === 'user' ? principal.id : null
}
