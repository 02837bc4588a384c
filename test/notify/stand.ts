import type { Scope } from '../../src/access/scope.ts'
import { createEndpoint, type EndpointRequest } from '../../src/notify/endpoints.ts'
import type { Delivery, Endpoint } from '../../src/notify/endpoint.ts'
import { listDeliveries } from '../../src/notify/deliveries.ts'
import { openDesk } from '../../src/notify/deliverDue.ts'
import { finishRun, type FinishReport } from '../../src/ledger/finishRun.ts'
import type { AttemptLease } from '../../src/ledger/run.ts'
import { insertRunHistory, type RunHistory } from '../support/factories.ts'
import type { Fixture } from '../support/fixture.ts'
import { openReceiver, type Receiver } from './receiver.ts'

/** A ledger with somebody outside who listens. Time is moved, not waited for. */
export interface Stand {
  readonly fixture: Fixture
  readonly scope: Scope
  readonly receiver: Receiver
  create(request?: Partial<EndpointRequest>): Promise<{ readonly endpoint: Endpoint; readonly secret: string }>
  running(history?: RunHistory): Promise<AttemptLease>
  finish(at: AttemptLease, report?: Partial<FinishReport>): Promise<void>
  /** One look of one process, and the answers to what it sent. Answers how many messages. */
  deliver(options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<number>
  /** Whatever waits for its next try, or for a process that died, has waited long enough. */
  letTimePass(): Promise<void>
  log(endpoint: Pick<Endpoint, 'id'>): Promise<readonly Delivery[]>
  /** Nobody listens any more, and nothing has happened. */
  reset(): Promise<void>
  close(): Promise<void>
}

export async function openStand(fixture: Fixture): Promise<Stand> {
  const receiver = await openReceiver()
  const scope = await fixture.scope('acme')
  return {
    fixture,
    scope,
    receiver,
    create: async (request = {}) =>
      await createEndpoint({ db: fixture.db, targets: 'any' }, await fixture.place('acme'), scope, {
        url: receiver.url,
        events: ['operation.finished', 'operation.amended'],
        withParts: false,
        tenants: null,
        ...request,
      }),
    running: async (history = {}) => {
      const run = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', ...history })
      return { runId: run.id, attempt: run.attempt, lease: run.lease ?? '' }
    },
    finish: async (at, report = {}) => {
      await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await finishRun(tx, scope, at, { outcome: 'succeeded', ...report }))
    },
    deliver: async ({ timeoutMs, signal = new AbortController().signal } = {}) => {
      const desk = openDesk({ services: fixture.services, targets: 'any', signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
      const begun = await desk.begin()
      await desk.settled()
      return begun
    },
    letTimePass: async () => {
      await fixture.owner.query(`update runtruth.webhook_deliveries set next_at = now() where state = 'due'`)
    },
    log: async ({ id }) =>
      (await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await listDeliveries(tx, scope, id, { before: null, limit: 100 })))
        .deliveries,
    reset: async () => {
      await fixture.owner.query('truncate runtruth.webhook_endpoints, runtruth.operation_runs cascade')
      receiver.script()
    },
    close: async () => {
      await receiver.close()
      await fixture.close()
    },
  }
}
