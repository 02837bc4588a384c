import { z } from '@hono/zod-openapi'
import { listInbox, markRead } from '../../ledger/inbox.ts'
import { writeCursor } from '../../ledger/pageCursor.ts'
import { toWire } from '../../ledger/wire.ts'
import type { WireInbox, WireNotification } from '../contract.ts'
import { cursor, detailOf, idSchema, include, limit, readCursor } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { instantSchema, operationSchema } from '../wireSchemas.ts'

const unread = z.int().min(0).openapi({ description: 'Of everything, not of this page.' })

const notificationSchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    kind: z.enum(['finished', 'amended']).openapi({ description: '`amended`: a late report changed what had been told before.' }),
    readAt: instantSchema.nullable(),
    operation: operationSchema,
  } satisfies Record<keyof WireNotification, z.ZodType>)
  .openapi('Notification')

const inboxSchema = z
  .object({
    unread,
    notifications: z.array(notificationSchema),
    next: z.string().nullable(),
  } satisfies Record<keyof WireInbox, z.ZodType>)
  .openapi('Inbox')

const list = route({
  method: 'get',
  path: '/notifications',
  name: 'listNotifications',
  tag: 'Inbox',
  summary: 'What you were told about operations you started, newest first',
  description: 'Only people are told: with a token that belongs to nobody the inbox is empty.',
  capability: 'operations.view',
  query: z.strictObject({ cursor: cursor.optional(), limit, include }),
  body: nothing,
  answers: { 200: { description: 'A page, each with its operation as it stands now.', schema: inboxSchema } },
  handle: async ({ services, scope, query }) => {
    const page = { before: query.cursor === undefined ? null : readCursor('before', query.cursor), limit: query.limit }
    const observation = await services.observer.observe()
    const inbox = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listInbox(tx, scope, observation, page))
    const told: WireInbox = {
      unread: inbox.unread,
      notifications: inbox.notifications.map(({ id, at, kind, readAt, judged }) => ({
        id,
        at: at.toISOString(),
        kind,
        readAt: readAt?.toISOString() ?? null,
        operation: toWire(scope.workspace.slug, judged, detailOf(query.include)),
      })),
      next: writeCursor('before', inbox.next),
    }
    return answer(200, told)
  },
})

const read = route({
  method: 'post',
  path: '/notifications/read',
  name: 'readNotifications',
  tag: 'Inbox',
  summary: 'Mark notifications as read',
  description: 'What was read before, and what is not yours, is passed over.',
  capability: 'operations.view',
  query: nothing,
  body: z
    .strictObject({ ids: z.array(idSchema).min(1).max(200).optional(), all: z.literal(true).optional() })
    .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), { error: 'Expected ids, or all: true' })
    .openapi('ReadNotifications'),
  answers: { 200: { description: 'How many are left.', schema: z.object({ unread }).openapi('NotificationsRead') } },
  handle: async ({ services, scope, body }) => {
    const left = await services.db.inWorkspace(scope.workspace.id, async (tx) => await markRead(tx, scope, body.ids ?? 'all'))
    return answer(200, { unread: left })
  },
})

export const INBOX_ROUTES = [list, read]
