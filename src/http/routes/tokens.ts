import { z } from '@hono/zod-openapi'
import { CAPABILITIES } from '../../access/actor.ts'
import { createToken, listTokens, revokeTokenById, type Token } from '../../access/tokens.ts'
import type { WireCreatedToken, WireToken, WireTokens } from '../contract.ts'
import { name } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { instantSchema } from '../wireSchemas.ts'
import { reachSchema } from './members.ts'

const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    capabilities: z.array(z.enum(CAPABILITIES)),
    tenants: z.array(z.string()).nullable().openapi({ description: 'As far as you reach; null: all of them.' }),
    owner: z.string().nullable().openapi({ description: 'The member it belongs to; it never reaches further than they do.' }),
    createdAt: instantSchema,
    expiresAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
  } satisfies Record<keyof WireToken, z.ZodType>)
  .openapi('Token')

const list = route({
  method: 'get',
  path: '/tokens',
  name: 'listTokens',
  tag: 'Administration',
  summary: 'The tokens of this workspace, newest first',
  description: 'Never their secrets. Those that reach none of your tenants are left out.',
  capability: 'tokens.manage',
  query: nothing,
  body: nothing,
  answers: {
    200: { description: 'With those that are revoked or expired.', schema: z.object({ tokens: z.array(tokenSchema) }).openapi('Tokens') },
  },
  handle: async ({ services, scope }) => {
    const tokens = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listTokens(tx, scope))
    const told: WireTokens = { tokens: tokens.map(toWireToken) }
    return answer(200, told)
  },
})

const create = route({
  method: 'post',
  path: '/tokens',
  name: 'createToken',
  tag: 'Administration',
  summary: 'Create a token; its secret is answered this once',
  description: 'You give at most what you hold, to the tenants you reach. The same request again is another token.',
  capability: 'tokens.manage',
  query: nothing,
  body: z
    .strictObject({
      name: name(200).openapi({ description: 'What it is for.' }),
      capabilities: z.array(z.enum(CAPABILITIES)).min(1).max(CAPABILITIES.length),
      tenants: reachSchema,
      expiresInDays: z.int().min(1).max(3_650).optional().openapi({ description: 'Absent: valid until revoked.' }),
    })
    .openapi('CreateToken'),
  answers: {
    201: {
      description: 'Created. Keep the secret: nobody can be shown it again.',
      schema: z
        .object({ token: tokenSchema, secret: z.string() } satisfies Record<keyof WireCreatedToken, z.ZodType>)
        .openapi('CreatedToken'),
    },
  },
  handle: async ({ services, place, scope, body }) => {
    const { token, secret } = await createToken(services.db, place, scope, { ...body, capabilities: [...new Set(body.capabilities)] })
    const told: WireCreatedToken = { token: toWireToken(token), secret }
    return answer(201, told)
  },
})

const revoke = route({
  method: 'post',
  path: '/tokens/{id}/revoke',
  name: 'revokeToken',
  tag: 'Administration',
  summary: 'Take a token back, at once and for every process',
  capability: 'tokens.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'Revoked; also when it was so before.', schema: tokenSchema } },
  handle: async ({ services, scope, id }) => answer(200, toWireToken(await revokeTokenById(services.db, scope, id))),
})

function toWireToken(token: Token): WireToken {
  return {
    ...token,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
  }
}

export const TOKEN_ROUTES = [list, create, revoke]
