import type { Authorize } from '../access/authority.ts'
import type { Principal } from '../access/actor.ts'
import { findPlace, scopeOf } from '../access/grants.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { createHttpHandler, type HttpLimits } from '../http/index.ts'
import { silentLog, type Log } from '../log.ts'
import type { WebhookTargets } from '../notify/target.ts'
import type { DomainAdapter } from '../reconcile/adapters/contract.ts'
import type { OperationDefinition } from '../work/defineOperation.ts'
import { createTracker, type Tracker } from '../track/createTracker.ts'
import { runWorker, type RunningWorker, type WorkerOptions } from '../work/runWorker.ts'
import type { Services } from '../work/services.ts'
import { startOperation } from '../work/startOperation.ts'
import type { QueueSource } from '../sources/contract.ts'
import { composeServices } from './composeServices.ts'
import { runUpkeep } from './runUpkeep.ts'

export interface RuntruthOptions {
  /** postgres://… of a database that `runtruth migrate` has seen. */
  readonly database: string | { readonly url: string }
  /** Made by defineOperation; the built-in ones come on top. */
  readonly operations: readonly OperationDefinition[]
  readonly adapters?: readonly DomainAdapter[]
  /** Somebody else's queues, made by pgBossSource, bullmqSource or graphileWorkerSource. */
  readonly sources?: readonly QueueSource[]
  /** The host decides who may do what. Asked for every request, and again before a worker acts for somebody. */
  readonly authorize: Authorize
  /** Where clients reach `fetch`, with the path it is mounted under. */
  readonly publicUrl?: string
  readonly limits?: HttpLimits
  /** Where webhooks may lead; default `public`: over https to the open internet. `any`: also to this machine and private networks. */
  readonly webhookTargets?: WebhookTargets
  /** pino or compatible; default: silent. */
  readonly log?: Log
  /** Connections of the pool; default 10. */
  readonly maxConnections?: number
}

export interface StartOptions {
  /** Slug. */
  readonly workspace: string
  /** Slug; absent or null: an operation of the workspace as a whole. */
  readonly tenant?: string | null
  readonly input?: unknown
  /** Who asks for it. `authorize` is asked what they hold, now and when a worker picks it up. */
  readonly initiator: { readonly id: string; readonly name: string }
  readonly idempotencyKey?: string
}

export interface RunningReconciler {
  stop(): Promise<void>
}

export interface Runtruth {
  /** Console and API as one Fetch handler; answers every request and never rejects. */
  fetch(request: Request): Promise<Response>
  /** `created` false: the same operation was there already, and this is its id. Throws RuntruthError, e.g. `forbidden`, `blocked`, `scope_busy`. */
  start(type: string, options: StartOptions): Promise<{ readonly id: string; readonly created: boolean }>
  /** A worker inside this process. What kills this process kills it too; a process of its own (`runtruth work`) is better proof. */
  worker(options: Omit<WorkerOptions, 'services' | 'url'>): Promise<RunningWorker>
  /** Closes what nobody will finish, follows the sources, and tells webhooks of what has ended. Any number may run at once. */
  reconciler(options?: { readonly intervalMs?: number }): RunningReconciler
  /** Inside the handler of somebody else's queue: see `Tracker.track`. The job must be of one of `sources`. */
  track: Tracker['track']
  readonly services: Services
  /** Ends the open event streams, stops the workers and reconcilers made here, then the connections. */
  close(): Promise<void>
}

/** Puts Runtruth into a host's process. Connects when first used; never ends the process, installs no global handlers. */
export async function createRuntruth(options: RuntruthOptions): Promise<Runtruth> {
  const url = readUrl(options.database)
  // A host in plain JavaScript gets no help from the type; without its word nobody may do anything, so nothing starts.
  if (typeof options.authorize !== 'function') {
    throw new RuntruthError(
      'invalid_config',
      'createRuntruth needs authorize, a function that says what a request may do. Expected authorize: async ({ request, initiator, workspace }) => grant or null.',
    )
  }
  const log = options.log ?? silentLog
  const { services, close } = composeServices({
    url,
    operations: options.operations,
    sources: options.sources ?? [],
    log,
    authorize: options.authorize,
    ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
  })
  const { adapters = [], webhookTargets = 'public' } = options
  const handler = createHttpHandler({
    services,
    adapters,
    webhookTargets,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  const stops = new Set<() => Promise<void>>()
  const tracker = createTracker(services, url)
  stops.add(tracker.stop)
  return {
    services,
    fetch: async (request) => await handler.fetch(request),
    track: tracker.track,
    start: async (type, start) => await startFor(services, type, start),
    worker: async (worker) => {
      const running = await runWorker({ ...worker, services, url })
      stops.add(running.stop)
      return running
    },
    reconciler: (reconciler = {}) => {
      const ending = new AbortController()
      const done = runUpkeep({ services, adapters, webhookTargets, signal: ending.signal, ...reconciler })
      const stop = async () => {
        ending.abort()
        await done
      }
      stops.add(stop)
      return { stop }
    },
    close: async () => {
      handler.endStreams()
      await Promise.all([...stops].map(async (stop) => await stop()))
      await close()
    },
  }
}

function readUrl(database: RuntruthOptions['database'] | undefined): string {
  const url = typeof database === 'string' ? database : database?.url
  if (typeof url === 'string' && /^postgres(ql)?:\/\//.test(url)) return url
  throw new RuntruthError(
    'invalid_config',
    'createRuntruth needs database, the address of a PostgreSQL. Expected postgres://user:password@host:port/database.',
  )
}

/** Starts an operation for somebody; what they hold is asked of the authority of these services. */
export async function startFor(services: Services, type: string, { workspace, initiator, tenant, input, idempotencyKey }: StartOptions) {
  const place = await findPlace(services.db, workspace)
  const principal: Principal = { kind: 'user', id: initiator.id, name: initiator.name }
  const grant = place && (await services.authority.ofPrincipal({ id: place.workspace.id, slug: place.workspace.slug }, principal))
  if (!place || !grant) throw notFound('workspace')
  return await startOperation(services, place, scopeOf(place, grant), {
    type,
    tenant: tenant ?? null,
    input,
    idempotencyKey: idempotencyKey ?? null,
  })
}
