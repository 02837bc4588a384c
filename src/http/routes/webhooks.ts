import { z } from '@hono/zod-openapi'
import { WEBHOOK_EVENTS } from '../../ledger/sql/enqueueWebhooks.ts'
import type { Endpoint } from '../../notify/endpoint.ts'
import { changeEndpoint, createEndpoint, listEndpoints, removeEndpoint, rotateSecret } from '../../notify/endpoints.ts'
import type { WireWebhook, WireWebhooks, WireWebhookSecret } from '../contract.ts'
import { name } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { instantSchema } from '../wireSchemas.ts'
import { reachSchema } from './members.ts'

const eventSchema = z.enum(WEBHOOK_EVENTS)

const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: z.array(eventSchema),
    withParts: z.boolean().openapi({ description: 'Also told of operations that are parts of another one.' }),
    tenants: z.array(z.string()).nullable().openapi({ description: 'Null: all of them, and operations of the workspace as a whole.' }),
    enabled: z.boolean(),
    disabledAt: instantSchema.nullable(),
    disabledReason: z.string().nullable(),
    failingSince: instantSchema.nullable().openapi({ description: 'The first refusal since a message was last accepted.' }),
    createdAt: instantSchema,
    createdBy: z.string(),
    oldSecretUntil: instantSchema.nullable().openapi({ description: 'Until when a replaced secret is still signed with.' }),
  } satisfies Record<keyof WireWebhook, z.ZodType>)
  .openapi('Webhook')

const secretSchema = z
  .object({ webhook: webhookSchema, secret: z.string() } satisfies Record<keyof WireWebhookSecret, z.ZodType>)
  .openapi('WebhookSecret')

const wanted = {
  url: name(2_000).openapi({
    description: 'Where to post to. https, and of the open internet, unless this installation allows any.',
    example: 'https://hooks.example/runtruth',
  }),
  description: z.string().max(200).openapi({ description: 'What it is for.' }),
  events: z.array(eventSchema).min(1).max(WEBHOOK_EVENTS.length),
  withParts: z.boolean().openapi({ description: 'Also tell of operations that are parts of another one.' }),
  tenants: reachSchema,
}

const list = route({
  method: 'get',
  path: '/webhooks',
  name: 'listWebhooks',
  tag: 'Webhooks',
  summary: 'Whom outside is told when an operation ends, newest first',
  description: 'Never their secrets. Those that hear of tenants out of your reach are left out.',
  capability: 'webhooks.manage',
  query: nothing,
  body: nothing,
  answers: {
    200: { description: 'With those that are disabled.', schema: z.object({ webhooks: z.array(webhookSchema) }).openapi('Webhooks') },
  },
  handle: async ({ services, scope }) => {
    const endpoints = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listEndpoints(tx, scope))
    const told: WireWebhooks = { webhooks: endpoints.map(toWireWebhook) }
    return answer(200, told)
  },
})

const create = route({
  method: 'post',
  path: '/webhooks',
  name: 'createWebhook',
  tag: 'Webhooks',
  summary: 'Have an address told of every end; its secret is answered this once',
  description: 'Also needs `operations.view`, for the tenants it hears of. The same request again is another webhook.',
  capability: 'webhooks.manage',
  query: nothing,
  body: z
    .strictObject({
      ...wanted,
      description: wanted.description.default(''),
      events: wanted.events.default([...WEBHOOK_EVENTS]),
      withParts: wanted.withParts.default(false),
    })
    .openapi('CreateWebhook'),
  answers: { 201: { description: 'Created. Keep the secret: nobody can be shown it again.', schema: secretSchema } },
  problems: { 409: 'There are as many as there may be.' },
  handle: async ({ services, webhookTargets, place, scope, body }) => {
    const desk = { db: services.db, targets: webhookTargets }
    const { endpoint, secret } = await createEndpoint(desk, place, scope, { ...body, events: [...new Set(body.events)] })
    return answer(201, toWireSecret(endpoint, secret))
  },
})

const change = route({
  method: 'post',
  path: '/webhooks/{id}',
  name: 'changeWebhook',
  tag: 'Webhooks',
  summary: 'Change a webhook, disable it, or enable it again',
  description: 'What is left out stays. Disabled: nothing is sent, what waits is given up, and what ends meanwhile is not told later.',
  capability: 'webhooks.manage',
  query: nothing,
  body: z
    .strictObject({
      url: wanted.url.optional(),
      description: wanted.description.optional(),
      events: wanted.events.optional(),
      withParts: wanted.withParts.optional(),
      tenants: wanted.tenants.optional(),
      enabled: z.boolean().optional(),
    })
    .openapi('ChangeWebhook'),
  answers: { 200: { description: 'As it is now; also when it was so before.', schema: webhookSchema } },
  handle: async ({ services, webhookTargets, place, scope, id, body }) =>
    answer(200, toWireWebhook(await changeEndpoint({ db: services.db, targets: webhookTargets }, place, scope, id, body))),
})

const rotate = route({
  method: 'post',
  path: '/webhooks/{id}/rotate-secret',
  name: 'rotateWebhookSecret',
  tag: 'Webhooks',
  summary: 'Replace the secret; the new one is answered this once',
  description: 'For a day messages are signed with both.',
  capability: 'webhooks.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'Replaced. Keep the secret: nobody can be shown it again.', schema: secretSchema } },
  problems: { 409: 'Too many secrets are still valid.' },
  handle: async ({ services, scope, id }) => {
    const { endpoint, secret } = await rotateSecret(services.db, scope, id)
    return answer(200, toWireSecret(endpoint, secret))
  },
})

const remove = route({
  method: 'post',
  path: '/webhooks/{id}/remove',
  name: 'removeWebhook',
  tag: 'Webhooks',
  summary: 'Remove a webhook with its secrets and its log',
  capability: 'webhooks.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'As it was. Asked again, it is not found.', schema: webhookSchema } },
  handle: async ({ services, scope, id }) => answer(200, toWireWebhook(await removeEndpoint(services.db, scope, id))),
})

function toWireSecret(endpoint: Endpoint, secret: string): WireWebhookSecret {
  return { webhook: toWireWebhook(endpoint), secret }
}

function toWireWebhook({ state, ...endpoint }: Endpoint): WireWebhook {
  return {
    ...endpoint,
    enabled: state === 'enabled',
    disabledAt: endpoint.disabledAt?.toISOString() ?? null,
    failingSince: endpoint.failingSince?.toISOString() ?? null,
    createdAt: endpoint.createdAt.toISOString(),
    oldSecretUntil: endpoint.oldSecretUntil?.toISOString() ?? null,
  }
}

export const WEBHOOK_ROUTES = [list, create, change, rotate, remove]
