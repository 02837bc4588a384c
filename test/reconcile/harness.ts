import { randomUUID } from 'node:crypto'
import type { Scope } from '../../src/access/scope.ts'
import type { DomainAdapter } from '../../src/reconcile/adapters/contract.ts'
import { reconcileOnce, type Sweep, type SweepOptions } from '../../src/reconcile/reconcileOnce.ts'
import { openSightings, type Sightings } from '../../src/reconcile/sightings.ts'
import type { JudgedRun } from '../../src/ledger/judgedRun.ts'
import { getRun } from '../../src/ledger/getRun.ts'
import type { AttemptLease } from '../../src/ledger/run.ts'
import { insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor, type RunHistory } from '../support/factories.ts'
import type { Fixture } from '../support/fixture.ts'

/** Another look is another millisecond: the shortest time an observation can have stood. */
export const NEXT_LOOK_MS = 1
export const NEVER_MS = 3_600_000

export interface Harness {
  readonly fixture: Fixture
  readonly scope: Scope
  /** A reconciler of its own, with a memory of its own. */
  reconciler(adapters?: readonly DomainAdapter[]): Reconciler
  /** A run whose worker's process ended: no session, a beat long past. */
  lostRun(history?: RunHistory): Promise<AttemptLease>
  judge(runId: string): Promise<JudgedRun>
  row(runId: string): Promise<Record<string, unknown>>
  events(runId: string): Promise<string[]>
  notifications(runId: string): Promise<string[]>
  close(): Promise<void>
}

export interface Reconciler {
  readonly sightings: Sightings
  look(options?: Partial<SweepOptions>): Promise<Sweep>
}

export async function createHarness(fixture: Fixture): Promise<Harness> {
  const opened: Sightings[] = []
  await pretendDatabaseUpFor(fixture.owner, 3_600_000)
  const scope = await fixture.scope('acme')

  async function column(text: string, runId: string): Promise<string[]> {
    const { rows } = await fixture.owner.query<{ kind: string }>(text, [runId])
    return rows.map(({ kind }) => kind)
  }

  return {
    fixture,
    scope,
    reconciler: (adapters = []) => {
      const sightings = openSightings({ url: fixture.url, log: fixture.services.log })
      opened.push(sightings)
      return {
        sightings,
        look: async (options = {}) =>
          await reconcileOnce({ services: fixture.services, adapters, sightings, settleAfterMs: NEXT_LOOK_MS, ...options }),
      }
    },
    lostRun: async (history = {}) => {
      const { name, bootId } = await insertWorkerHistory(fixture.owner, { name: `worker-${randomUUID()}`, heartbeatAgoMs: 20_000 })
      const run = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', worker: name, bootId, ...history })
      return { runId: run.id, attempt: run.attempt, lease: run.lease ?? '' }
    },
    judge: async (runId) => {
      const observation = await fixture.services.observer.observeNow()
      return await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await getRun(tx, scope, observation, runId))
    },
    row: async (runId) => {
      const { rows } = await fixture.owner.query<Record<string, unknown>>('select * from runtruth.operation_runs where id = $1', [runId])
      return rows[0] ?? {}
    },
    events: async (runId) => await column('select kind from runtruth.operation_events where run_id = $1 order by id', runId),
    notifications: async (runId) => await column('select kind from runtruth.notifications where run_id = $1 order by id', runId),
    close: async () => {
      await Promise.all(opened.map(async (sightings) => await sightings.close()))
      await fixture.close()
    },
  }
}
