import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { CAPABILITIES, ROLES, type Principal } from '../src/access/actor.ts'
import { findPlace, scopeOf } from '../src/access/grants.ts'
import { upsertMember } from '../src/access/sql/members.ts'
import { insertUser } from '../src/access/sql/people.ts'
import { insertTenant, insertWorkspace } from '../src/access/sql/places.ts'
import { composeServices } from '../src/app/composeServices.ts'
import type { Database } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import { silentLog } from '../src/log.ts'
import { defineOperation } from '../src/work/defineOperation.ts'
import { runWorker } from '../src/work/runWorker.ts'
import { startOperation } from '../src/work/startOperation.ts'
import type { BenchOptions, BenchReport } from './support/benchReport.ts'
import { percentile } from './support/measure.ts'
import { withBenchServer } from './support/benchServer.ts'

const OPERATIONS = 1_500
const ROUNDS = 3
const CALLERS = 10
const CONCURRENCY = 10
const CONNECTIONS = 10
const TARGET_SHARE = 1 / 3

/** A type for each contender, so that none of them gets help from the worker of another. */
function trivial(kind: Principal['kind']) {
  return defineOperation({
    type: `bench.by-${kind}`,
    label: 'Trivial',
    lifecycle: { queuedWindow: '10m', runningWindow: '10m' },
    run: async () => ({ counts: { processed: 1, total: 1 } }),
  })
}

/** One way to have work done: start it, and know when all of it is. */
interface Contender {
  readonly name: string
  start(): Promise<void>
  /** Resolves when everything started so far has ended. */
  drained(started: number): Promise<void>
  close(): Promise<void>
}

/** Whole operations, started by callers while a worker takes them, against the bare queue they ride on: same database, same run, in turns. */
export async function throughput({ progress }: BenchOptions): Promise<BenchReport> {
  return await withBenchServer(async (url, postgresVersion) => {
    await migrate({ url })
    const statements = { count: 0 }
    const place = await prepare(url)
    const contenders: Contender[] = [
      await bareQueue(url),
      await runtruth(url, 'operations started by a member', place.member, statements),
      await runtruth(url, 'operations of the system', { kind: 'system', id: null, name: 'Bench' }, statements),
    ]
    const rates = contenders.map((): number[] => [])
    const sent = contenders.map(() => 0)
    try {
      for (const contender of contenders) await timeRound(contender, 200)
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [index, contender] of contenders.entries()) {
          statements.count = 0
          const perSecond = await timeRound(contender, OPERATIONS)
          rates[index]?.push(perSecond)
          sent[index] = statements.count / OPERATIONS
          progress(`${contender.name}: ${perSecond.toFixed(0)}/s`)
        }
      }
    } finally {
      for (const contender of contenders) await contender.close()
    }
    const medians = rates.map((own) => percentile(own, 0.5))
    const bare = medians[0] ?? Number.NaN
    return {
      columns: ['', 'whole operations per second', 'of the bare queue', 'statements each', 'target'],
      rows: contenders.map(({ name }, index) => {
        const share = (medians[index] ?? Number.NaN) / bare
        const percent = `${(share * 100).toFixed(0)} %`
        if (index === 0) return [name, bare.toFixed(0), '100 %', '', '']
        const statementsEach = (sent[index] ?? 0).toFixed(1)
        return [
          name,
          (medians[index] ?? 0).toFixed(0),
          percent,
          statementsEach,
          `at least a third: ${share >= TARGET_SHARE ? 'met' : 'missed'}`,
        ]
      }),
      notes: [
        `Median of ${ROUNDS} rounds in turns, ${OPERATIONS.toLocaleString('en')} each; ${CALLERS} callers start while a worker with ${CONCURRENCY} places takes, works and finishes; handlers do nothing. Every contender has two pools of ${CONNECTIONS} connections in one process.`,
        'The bare queue: send, fetch as many as there are free places, complete each. Nothing is recorded about what the job was, who wanted it or how it ended.',
        'An operation: its run, events, counts, lease and legitimacy beside the same job, each step in one transaction. Statements are those of verbs and of the queue inside them; the batch fetch is not among them.',
      ],
      postgresVersion,
    }
  })
}

async function timeRound(contender: Contender, operations: number): Promise<number> {
  const startedMs = performance.now()
  let begun = 0
  const caller = async () => {
    while (begun < operations) {
      begun += 1
      await contender.start()
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
  await contender.drained(operations)
  return operations / ((performance.now() - startedMs) / 1_000)
}

async function bareQueue(url: string): Promise<Contender> {
  const queue = 'bench.bare'
  const open = async () => {
    const boss = new PgBoss({
      connectionString: url,
      schema: 'runtruth_queue',
      max: CONNECTIONS,
      migrate: false,
      supervise: false,
      schedule: false,
    })
    boss.on('error', () => {})
    return await boss.start()
  }
  const [sender, worker] = await Promise.all([open(), open()])
  await sender.createQueue(queue, { policy: 'standard', retryLimit: 0 })
  let completed = 0
  let closing = false
  let free = CONCURRENCY
  let freed = Promise.withResolvers<void>()
  const running = new Set<Promise<void>>()
  const loop = (async () => {
    while (!closing) {
      if (free === 0) {
        await freed.promise
        continue
      }
      const jobs = await worker.fetch(queue, { batchSize: free })
      if (jobs.length === 0) await delay(5)
      for (const { id } of jobs) {
        free -= 1
        const run = worker.complete(queue, id).then(() => {
          completed += 1
          free += 1
          running.delete(run)
          freed.resolve()
          freed = Promise.withResolvers<void>()
        })
        running.add(run)
      }
    }
    await Promise.all(running)
  })()
  let due = 0
  return {
    name: 'bare pg-boss',
    start: async () => {
      await sender.send(queue, { workspaceId: 1, runId: '1' })
    },
    drained: async (started) => {
      due += started
      while (completed < due) await delay(2)
    },
    close: async () => {
      closing = true
      await loop
      await Promise.all([sender.stop({ graceful: false }), worker.stop({ graceful: false })])
    },
  }
}

async function runtruth(url: string, name: string, principal: Principal, statements: { count: number }): Promise<Contender> {
  const operation = trivial(principal.kind)
  const compose = (applicationName: string) =>
    composeServices({
      url,
      operations: [operation],
      log: silentLog,
      applicationName,
      maxConnections: CONNECTIONS,
      onStatement: () => (statements.count += 1),
    })
  const [starting, working] = [compose('bench start'), compose('bench work')]
  const { services } = starting
  const place = await findPlace(services.db, 'bench')
  if (!place) throw new Error('The workspace of the bench is missing.')
  const scope = scopeOf(place, { principal, capabilities: new Set(CAPABILITIES), tenants: 'all' })
  const worker = await runWorker({
    services: working.services,
    url,
    name: `bench ${principal.kind}`,
    concurrency: CONCURRENCY,
    types: [operation.type],
  })
  const watcher = new pg.Client({ connectionString: url })
  await watcher.connect()
  return {
    name,
    start: async () => {
      await startOperation(services, place, scope, { type: operation.type, tenant: 'tenant', input: {} })
    },
    drained: async () => {
      for (;;) {
        const { rows } = await watcher.query<{ open: boolean }>(
          `select exists (select 1 from runtruth.operation_runs where workspace_id = $1 and status <> 'completed') as open`,
          [scope.workspace.id],
        )
        if (rows[0]?.open === false) return
        await delay(5)
      }
    },
    close: async () => {
      await worker.stop()
      await watcher.end()
      await Promise.all([starting.close(), working.close()])
    },
  }
}

async function prepare(url: string): Promise<{ member: Principal }> {
  const composition = composeServices({ url, operations: [], log: silentLog })
  try {
    return { member: await addMember(composition.services.db) }
  } finally {
    await composition.close()
  }
}

async function addMember(db: Database): Promise<Principal> {
  const { workspace, user } = await db.asSystem(async (tx) => ({
    workspace: await tx.row(insertWorkspace('bench', 'Bench')),
    user: await tx.row(insertUser('dana@bench.example', 'Dana')),
  }))
  if (!workspace || !user) throw new Error('The database of the bench is not empty.')
  await db.inWorkspace(workspace.id, async (tx) => {
    await tx.row(insertTenant(workspace.id, 'tenant', 'Tenant'))
    await tx.row(upsertMember(workspace.id, user.id, 'owner', ROLES.owner, null))
  })
  return { kind: 'user', id: String(user.id), name: 'Dana' }
}
