import { z } from '@hono/zod-openapi'
import { writeCursor } from '../../ledger/pageCursor.ts'
import { WEBHOOK_EVENTS } from '../../ledger/sql/enqueueWebhooks.ts'
import { listDeliveries, sendAgain, sendTest } from '../../notify/deliveries.ts'
import { DELIVERY_STATES, type Delivery } from '../../notify/endpoint.ts'
import type { WireAttempt, WireDeliveries, WireDelivery } from '../contract.ts'
import { cursor, limit, readCursor } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { instantSchema } from '../wireSchemas.ts'

const attemptSchema = z.object({
  attempt: z.int().min(1),
  at: instantSchema,
  endedAt: instantSchema.nullable().openapi({ description: 'Null: no answer yet, or the process that sent it has died.' }),
  status: z.int().nullable().openapi({ description: 'Of the answer; null when there was none.' }),
  durationMs: z.int().nullable(),
  error: z.string().nullable().openapi({ description: 'In plain words; null when it was accepted.' }),
} satisfies Record<keyof WireAttempt, z.ZodType>)

const deliverySchema = z
  .object({
    id: z.string(),
    messageId: z.string().openapi({ description: 'As the receiver has it in `webhook-id`; the same at every attempt.' }),
    event: z.enum([...WEBHOOK_EVENTS, 'webhook.test']),
    runId: z.string().nullable().openapi({ description: 'The operation it tells of; null for a test.' }),
    state: z.enum(DELIVERY_STATES),
    createdAt: instantSchema,
    nextAt: instantSchema
      .nullable()
      .openapi({ description: 'When it is tried next; while it is under way, when another process may take it.' }),
    underWay: z.boolean(),
    endedAt: instantSchema.nullable(),
    reason: z.string().nullable().openapi({ description: 'Why it was given up.' }),
    attempts: z.array(attemptSchema).openapi({ description: 'Oldest first, at most the latest 50.' }),
  } satisfies Record<keyof WireDelivery, z.ZodType>)
  .openapi('WebhookDelivery')

const list = route({
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  name: 'listWebhookDeliveries',
  tag: 'Webhooks',
  summary: 'What was sent and what waits to be, newest first, with every attempt',
  description: 'What is over is kept for seven days.',
  capability: 'webhooks.manage',
  query: z.strictObject({ limit, cursor: cursor.optional() }),
  body: nothing,
  answers: {
    200: {
      description: 'A page.',
      schema: z.object({ deliveries: z.array(deliverySchema), next: z.string().nullable() }).openapi('WebhookDeliveries'),
    },
  },
  handle: async ({ services, scope, id, query }) => {
    const page = { before: query.cursor === undefined ? null : readCursor('before', query.cursor), limit: query.limit }
    const { deliveries, next } = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listDeliveries(tx, scope, id, page))
    const told: WireDeliveries = { deliveries: deliveries.map(toWireDelivery), next: writeCursor('before', next) }
    return answer(200, told)
  },
})

const test = route({
  method: 'post',
  path: '/webhooks/{id}/test',
  name: 'testWebhook',
  tag: 'Webhooks',
  summary: 'Send a test message',
  description: 'Signed, tried and logged like any other; its type is `webhook.test`.',
  capability: 'webhooks.manage',
  query: nothing,
  body: nothing,
  answers: { 202: { description: 'It is on its way; its delivery tells how it went.', schema: deliverySchema } },
  problems: { 409: 'The webhook is disabled.' },
  handle: async ({ services, scope, id }) => answer(202, toWireDelivery(await sendTest(services.db, scope, id))),
})

const again = route({
  method: 'post',
  path: '/webhooks/deliveries/{id}/send-again',
  name: 'sendWebhookAgain',
  tag: 'Webhooks',
  summary: 'Send a message again, now',
  description: 'With the same `webhook-id` and the same body. What waits for its next try is tried at once; what is under way goes on.',
  capability: 'webhooks.manage',
  query: nothing,
  body: nothing,
  answers: { 202: { description: 'It is on its way.', schema: deliverySchema } },
  problems: { 409: 'The webhook is disabled.' },
  handle: async ({ services, scope, id }) => answer(202, toWireDelivery(await sendAgain(services.db, scope, id))),
})

function toWireDelivery(delivery: Delivery): WireDelivery {
  return {
    ...delivery,
    createdAt: delivery.createdAt.toISOString(),
    nextAt: delivery.nextAt?.toISOString() ?? null,
    endedAt: delivery.endedAt?.toISOString() ?? null,
    attempts: delivery.attempts.map((attempt) => ({
      ...attempt,
      at: attempt.at.toISOString(),
      endedAt: attempt.endedAt?.toISOString() ?? null,
    })),
  }
}

export const WEBHOOK_DELIVERY_ROUTES = [list, test, again]
