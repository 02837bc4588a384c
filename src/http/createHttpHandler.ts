import { OpenAPIHono } from '@hono/zod-openapi'
import { RuntruthError } from '../errors.ts'
import type { WebhookTargets } from '../notify/target.ts'
import type { DomainAdapter } from '../reconcile/adapters/contract.ts'
import type { Services } from '../work/services.ts'
import type { SignIn } from '../signin/openSignIn.ts'
import { mountConsole, mountPath } from './console/mountConsole.ts'
import { ENTRANCE_ROUTES, mountEntrance } from './entrance/mountEntrance.ts'
import { createKnownPaths, methodNotAllowed } from './knownPaths.ts'
import { createMetrics } from './metrics.ts'
import { documentPlainRoutes, OPENAPI_PATH, writeDocument } from './openApiDocument.ts'
import type { Environment, PageInDrawing, Peer } from './peer.ts'
import { problemResponse } from './problem.ts'
import { createRateLimit } from './rateLimit.ts'
import { createReadiness } from './readiness.ts'
import { readRequestId } from './requestId.ts'
import { answer, type Route } from './route.ts'
import { ACTING_ROUTES } from './routes/acting.ts'
import { AUDIT_ROUTES } from './routes/audit.ts'
import { DETAIL_ROUTES } from './routes/details.ts'
import { EXTERNAL_ROUTES } from './routes/external.ts'
import { INBOX_ROUTES } from './routes/inbox.ts'
import { MEMBER_ROUTES } from './routes/members.ts'
import { PLACE_ROUTES } from './routes/place.ts'
import { READING_ROUTES } from './routes/reading.ts'
import { STREAM_ROUTES } from './routes/stream.ts'
import { TENANT_ROUTES } from './routes/tenants.ts'
import { TOKEN_ROUTES } from './routes/tokens.ts'
import { WEBHOOK_ROUTES } from './routes/webhooks.ts'
import { WEBHOOK_DELIVERY_ROUTES } from './routes/webhookDeliveries.ts'
import { createDoor, type Entered } from './scope.ts'
import { setSecurityHeaders } from './securityHeaders.ts'
import { createStreams } from './stream/streams.ts'
import { mountSystem, SYSTEM_ROUTES, type UserOf } from './systemRoute.ts'

export interface HttpLimits {
  /** Largest request body; default 256 KiB. */
  readonly bodyBytes?: number
  /** Per token and process; default 600. */
  readonly requestsPerMinute?: number
}

export interface HttpOptions {
  readonly services: Services
  /** Asked when somebody reconciles an operation by hand; the same as the reconciler's. */
  readonly adapters?: readonly DomainAdapter[]
  /** Stand-alone: how people get in. Absent or null, nothing of it is there: a host has a sign-in of its own. */
  readonly signIn?: SignIn | null
  /** Who is signed in, for the platform plane; default: as `signIn` knows. Without either that plane is not there. */
  readonly userOf?: UserOf
  /** Where webhooks may lead; default `public`. */
  readonly webhookTargets?: WebhookTargets
  /** Where clients reach this, with the path it is mounted under, e.g. https://ops.example/runtruth. */
  readonly publicUrl?: string
  readonly limits?: HttpLimits
}

export interface HttpHandler {
  /** Answers every request; never rejects. */
  fetch(request: Request, peer?: Peer): Promise<Response>
  /** Ends what would otherwise answer for ever. Before a server closes, or it waits for them. */
  endStreams(): void
}

const BODY_BYTES = 256 * 1024
const REQUESTS_PER_MINUTE = 600

/** Everything HTTP as one Fetch handler: mounts in anything that speaks Request and Response. */
export function createHttpHandler(options: HttpOptions): HttpHandler {
  const { services, signIn, publicUrl, limits = {} } = options
  const userOf = options.userOf ?? signIn?.personOf
  const base = publicUrl === undefined ? '' : readPublicUrl(publicUrl)
  const bodyLimitBytes = limits.bodyBytes ?? BODY_BYTES
  const rateLimit = createRateLimit(limits.requestsPerMinute ?? REQUESTS_PER_MINUTE)
  const door = createDoor(services, rateLimit, publicUrl)
  const streams = createStreams(services)
  const metrics = createMetrics(services, streams)
  const ready = createReadiness(services)
  const routes: readonly Route[] = [
    ...PLACE_ROUTES,
    ...READING_ROUTES,
    ...STREAM_ROUTES,
    ...DETAIL_ROUTES,
    ...ACTING_ROUTES,
    ...INBOX_ROUTES,
    ...MEMBER_ROUTES,
    ...TENANT_ROUTES,
    ...TOKEN_ROUTES,
    ...WEBHOOK_ROUTES,
    ...WEBHOOK_DELIVERY_ROUTES,
    ...AUDIT_ROUTES,
    ...EXTERNAL_ROUTES,
  ]
  const known = createKnownPaths([
    ...routes,
    ...(signIn ? ENTRANCE_ROUTES : []),
    ...(userOf ? SYSTEM_ROUTES : []),
    ...['/healthz', '/readyz', '/metrics', OPENAPI_PATH].map((path) => ({ method: 'get', path })),
  ])

  const app = new OpenAPIHono<Environment>()

  app.use(async (c, next) => {
    const startedMs = services.clock.monotonicMs()
    const requestId = readRequestId(c.req.header('x-request-id'))
    c.set('requestId', requestId)
    const { method } = c.req.raw
    const target = known.find(c.req.path)
    if (target && !target.methods.includes(method))
      c.res = problemResponse(methodNotAllowed(method, target.methods), requestId, services.log)
    else if (target && method === 'OPTIONS') c.res = new Response(null, { status: 204, headers: { allow: target.methods.join(', ') } })
    else await next()
    for (const [name, value] of Object.entries(c.get('rate') ?? {})) c.res.headers.set(name, value)
    c.res.headers.set('x-request-id', requestId)
    setSecurityHeaders(c.res.headers)
    const ms = services.clock.monotonicMs() - startedMs
    metrics.observeRequest({
      method: target?.methods.includes(method) ? method : 'other',
      route: target?.path ?? 'other',
      status: c.res.status,
      ms,
    })
    services.log.debug({ requestId, method, route: target?.path, status: c.res.status, ms: Math.round(ms) }, 'answered')
  })
  app.onError((error, c) => problemResponse(error, c.get('requestId'), services.log))
  app.notFound((c) => problemResponse(nothingHere(), c.get('requestId'), services.log))

  app.get('/healthz', () => answer(200, { status: 'alive' }))
  app.get('/readyz', async () => {
    const { current, latest } = await ready()
    return answer(200, { status: 'ready', schema: { current, latest } })
  })
  app.get('/metrics', async () => new Response(await metrics.render(), { headers: { 'content-type': metrics.contentType } }))

  documentPlainRoutes(app)
  if (signIn) mountEntrance(app, { services, signIn, rateLimit, bodyLimitBytes, mount: mountPath(base) })
  if (userOf) mountSystem(app, { services, userOf, rateLimit, nothingHere })
  for (const route of routes) {
    app.openAPIRegistry.registerPath(route.config)
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      const { raw: request } = c.req
      const slug = c.req.param('workspace') ?? ''
      const enter = async () => await door.enter(request, slug, c.env.peer?.address, route.method !== 'get')
      const { place, scope, headers } = await (c.env.page ? together(c.env.page, `${slug} ${c.req.query('tenant')}`, enter) : enter())
      c.set('rate', headers)
      const here = `${base}/api/v1/workspaces/${place.workspace.slug}`
      const response = await route.serve({
        services,
        adapters: options.adapters ?? [],
        webhookTargets: options.webhookTargets ?? 'public',
        request,
        place,
        scope,
        id: c.req.param('id') ?? '',
        tenant: c.req.param('tenant') ?? '',
        bodyLimitBytes,
        here,
        streams,
        askAgain: async () => await door.askAgain(request, slug),
        hangUp: c.env.peer?.hangUp,
      })
      if (route.changes) streams.poke(place.workspace.id)
      return response
    })
  }
  const document = writeDocument(app, publicUrl)
  app.get(OPENAPI_PATH, () => new Response(document, { headers: { 'content-type': 'application/json' } }))
  mountConsole(app, { publicUrl: base, clock: services.clock, log: services.log })

  return { fetch: async (request, peer = {}) => await app.fetch(request, { peer }), endStreams: streams.end }
}

async function together({ entered }: PageInDrawing, where: string, enter: () => Promise<Entered>): Promise<Entered> {
  const first = entered.get(where) ?? enter()
  entered.set(where, first)
  return await first
}

function readPublicUrl(publicUrl: string): string {
  if (!/^https?:\/\//.test(publicUrl) || !URL.canParse(publicUrl)) {
    throw new RuntruthError(
      'invalid_config',
      `publicUrl is ${JSON.stringify(publicUrl)}. Expected an address such as https://ops.example/runtruth.`,
    )
  }
  return publicUrl.replace(/\/+$/, '')
}

function nothingHere(): RuntruthError {
  return new RuntruthError('not_found', `There is nothing at this path. What there is, is described at ${OPENAPI_PATH}.`)
}
