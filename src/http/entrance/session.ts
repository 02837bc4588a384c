import { z } from '@hono/zod-openapi'
import { findPlace, grantOfToken } from '../../access/grants.ts'
import { isPlatformOperator } from '../../access/platform.ts'
import type { PersonRow } from '../../signin/sql/sessions.ts'
import { workspacesOf } from '../../signin/sql/workspacesOf.ts'
import type { WireSession } from '../contract.ts'
import { answer, nothing } from '../route.ts'
import { unauthenticated } from '../scope.ts'
import { entranceRoute, type Visitor } from './entranceRoute.ts'

export const sessionSchema = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }),
    workspaces: z.array(z.object({ slug: z.string(), name: z.string(), role: z.string() })).openapi({ description: 'Where they may go.' }),
    system: z.boolean().openapi({ description: 'May look across workspaces.' }),
  })
  .openapi('Session') satisfies z.ZodType<WireSession>

export const whoIs = entranceRoute({
  method: 'get',
  path: '/api/v1/session',
  name: 'getSession',
  summary: 'Who is signed in, and where they may go',
  description: 'With a token: the token, and its workspace with the role `token`.',
  body: nothing,
  answers: { 200: { description: 'Somebody is.', content: { 'application/json': { schema: sessionSchema } } } },
  problems: { 401: 'Nobody is.' },
  handle: async (visitor) => (visitor.request.headers.has('authorization') ? await byToken(visitor) : await byCookie(visitor)),
})

/** What the console shows of somebody who is in. */
export async function sessionOf({ services }: Pick<Visitor, 'services'>, { id, name, email }: PersonRow): Promise<WireSession> {
  const [workspaces, system] = await services.db.asSystem(
    async (tx) => await Promise.all([tx.rows(workspacesOf(id)), isPlatformOperator(tx, id)]),
  )
  return { user: { id: String(id), name, email }, workspaces, system }
}

async function byCookie(visitor: Visitor): Promise<Response> {
  const { signIn, request, rateLimit } = visitor
  const person = await signIn.personOf(request)
  if (!person) throw unauthenticated(request)
  const rate = await rateLimit.passed(request, `person ${person.id}`)
  if (!visitor.takesCookies) return answer(200, await sessionOf(visitor, person), rate)
  // It also puts off the end of a session that is used: the cookie it answers with lasts longer.
  const { cookies } = await signIn.ask({ method: 'GET', path: '/get-session', from: request })
  return withCookies(answer(200, await sessionOf(visitor, person), rate), cookies)
}

async function byToken({ services: { db }, request, rateLimit, address }: Visitor): Promise<Response> {
  await rateLimit.before(request, address)
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const held = token === undefined ? undefined : await grantOfToken(db, token)
  const place = held && (await findPlace(db, held.workspace))
  if (!held || !place) {
    await rateLimit.failed(address)
    throw unauthenticated(request)
  }
  const { id, name } = held.grant.principal
  const session: WireSession = {
    user: { id: id ?? '', name, email: null },
    workspaces: [{ slug: place.workspace.slug, name: place.workspace.name, role: 'token' }],
    system: false,
  }
  return answer(200, session, await rateLimit.passed(request, ''))
}

export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}
