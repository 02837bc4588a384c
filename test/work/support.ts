import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { SYSTEM } from '../../src/access/actor.ts'
import { systemScope } from '../../src/access/grants.ts'
import type { Scope } from '../../src/access/scope.ts'
import type { OperationEvent } from '../../src/ledger/events.ts'
import type { Counts, FailureFacts, RunOutcome, RunStatus } from '../../src/truth/facts.ts'
import { runWorker, type RunningWorker, type WorkerOptions } from '../../src/work/runWorker.ts'
import { startOperation, type StartRequest } from '../../src/work/startOperation.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import type { OperationDefinition } from '../../src/work/defineOperation.ts'

export interface SeenRun {
  id: string
  status: RunStatus
  outcome: RunOutcome
  attempt: number
  lease: string | null
  counts: Counts | null
  phase: string | null
  composite: boolean
  failure: FailureFacts | null
  diagnostics: Record<string, unknown> | null
  queueJobId: string | null
  jobState: string | null
  startedAt: Date | null
  createdAt: Date
  scheduleKey: string | null
  tenantId: number | null
}

type SeenEvent = Pick<OperationEvent, 'kind' | 'attempt' | 'data'>

export interface WorkBench extends Fixture {
  /** Starts a worker on this fixture's database; stopped with the bench unless stopped before. */
  worker(options?: Partial<WorkerOptions>): Promise<RunningWorker>
  start(request: StartRequest, scope?: Scope): Promise<string>
  run(id: string): Promise<SeenRun>
  runsOf(type: string): Promise<SeenRun[]>
  events(id: string): Promise<SeenEvent[]>
  ended(id: string): Promise<SeenRun>
  system(): Promise<Scope>
}

const COLUMNS = `r.id, r.status, r.outcome, r.attempt, r.lease, r.counts, r.phase, r.composite, r.failure, r.diagnostics,
  r.queue_job_id as "queueJobId", j.state::text as "jobState", r.started_at as "startedAt", r.created_at as "createdAt",
  r.schedule_key as "scheduleKey", r.tenant_id as "tenantId"`
const SOURCE = `runtruth.operation_runs r left join runtruth_queue.job j on j.name = r.queue_name and j.id::text = r.queue_job_id`

/** A database, the product's services with these operations, and workers in this process. */
export async function createBench(operations: readonly OperationDefinition[]): Promise<WorkBench> {
  const fixture = await createFixture({ operations })
  const workers: RunningWorker[] = []
  const bench: WorkBench = {
    ...fixture,
    worker: async (options = {}) => {
      const worker = await runWorker({
        services: fixture.services,
        url: fixture.url,
        name: `test-${randomUUID().slice(0, 8)}`,
        heartbeatEveryMs: 200,
        ...options,
      })
      workers.push(worker)
      return worker
    },
    start: async (request, scope) => {
      const who = scope ?? (await fixture.scope('acme'))
      return (await startOperation(fixture.services, await fixture.place(who.workspace.slug), who, request)).id
    },
    run: async (id) => {
      const { rows } = await fixture.owner.query<SeenRun>(`select ${COLUMNS} from ${SOURCE} where r.id = $1`, [id])
      if (!rows[0]) throw new Error(`There is no operation ${id}.`)
      return rows[0]
    },
    runsOf: async (type) =>
      (await fixture.owner.query<SeenRun>(`select ${COLUMNS} from ${SOURCE} where r.type = $1 order by r.id`, [type])).rows,
    events: async (id) =>
      (
        await fixture.owner.query<SeenEvent>(`select kind, attempt, data from runtruth.operation_events where run_id = $1 order by id`, [
          id,
        ])
      ).rows,
    ended: async (id) => {
      let run = await bench.run(id)
      await until(
        async () => (run = await bench.run(id)).status === 'completed',
        () => `operation ${id} to end; it is ${JSON.stringify(run)}`,
      )
      return run
    },
    system: async () => systemScope((await fixture.place('acme')).workspace, SYSTEM),
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.stop()))
      await fixture.close()
    },
  }
  return bench
}

/** Asks until it is so. The limit only ends a test that would never pass. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string | (() => string), limitMs = 15_000): Promise<void> {
  const giveUpAtMs = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAtMs) throw new Error(`Waited for ${limitMs} ms in vain for ${typeof what === 'string' ? what : what()}`)
    await delay(20)
  }
}

/** A door that a handler waits at until the test opens it. */
export function createGate() {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    open: () => opened.resolve(),
    pass: async (signal?: AbortSignal) => {
      reached.resolve()
      if (!signal) return await opened.promise
      signal.throwIfAborted()
      const aborted = Promise.withResolvers<never>()
      const onAbort = () => aborted.reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        await Promise.race([opened.promise, aborted.promise])
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}
