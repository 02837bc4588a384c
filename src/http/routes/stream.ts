import { z } from '@hono/zod-openapi'
import { tenantInScope, type Place } from '../../access/grants.ts'
import { requireCapability, type Scope } from '../../access/scope.ts'
import { isRuntruthError } from '../../errors.ts'
import { name, tenant } from '../parameters.ts'
import { nothing, route } from '../route.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that collects what comes before it passes it on would make a live page an old one.
  'x-accel-buffering': 'no',
}

const stream = route({
  method: 'get',
  path: '/stream',
  name: 'streamOperations',
  tag: 'Operations',
  summary: 'What changes, as it changes (server-sent events)',
  description: [
    'Events: `hello` when a stream begins: read what you show now, from here on nothing is missed.',
    '`operations`: `{ asOf, operations }`, operations that changed, with their facts.',
    '`evidence`: `{ asOf, databaseUpSince, workers, beats }`, what is known of the workers of what runs; about once a second while anything does.',
    '`reset`: too much happened, or what may be heard has changed; read everything again.',
    'Each carries an id. Whoever comes back with it in Last-Event-ID is told first what happened meanwhile and what is open now.',
    'What one may hear is asked again at least twice a minute; a stream that may no longer be heard ends.',
  ].join(' '),
  capability: 'operations.view',
  query: z.strictObject({
    tenant: tenant.optional(),
    lastEventId: name(100)
      .optional()
      .openapi({ description: 'For clients that cannot set the header Last-Event-ID; the header goes first.' }),
  }),
  body: nothing,
  answers: {
    200: { description: 'The stream. It ends only with its reader, its server or its right to be heard.', mediaType: 'text/event-stream' },
  },
  problems: { 429: 'Too many requests, or too many open streams, with these credentials; see Retry-After.' },
  handle: async ({ place, scope, query, request, streams, askAgain, hangUp }) => {
    const heard = narrow(place, scope, query.tenant)
    requireCapability(heard, 'operations.view')
    if (request.method === 'HEAD') return new Response(null, { headers: HEADERS })
    const body = await streams.open({
      scope: heard,
      lastEventId: request.headers.get('last-event-id') ?? query.lastEventId ?? null,
      askAgain: async () => {
        const again = await askAgain()
        if (!again?.scope.capabilities.has('operations.view')) return undefined
        return withoutNotFound(() => narrow(again.place, again.scope, query.tenant))
      },
      hangUp,
      signal: request.signal,
    })
    return new Response(body, { headers: HEADERS })
  },
})

/** The scope of those who hear one tenant only, however much else they reach. */
function narrow(place: Place, scope: Scope, slug: string | undefined): Scope {
  const tenant = tenantInScope(place, scope, slug)
  return tenant ? { ...scope, tenants: new Map([[tenant.id, tenant.slug]]) } : scope
}

function withoutNotFound(read: () => Scope): Scope | undefined {
  try {
    return read()
  } catch (error) {
    if (isRuntruthError(error, 'not_found')) return undefined
    throw error
  }
}

export const STREAM_ROUTES = [stream]
