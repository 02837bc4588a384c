import { randomUUID } from 'node:crypto'
import type { Scope } from '../../src/access/scope.ts'
import { createTurnstile, type Turnstile } from '../../src/http/stream/turnstile.ts'
import { openDatabase, type Database, type Tx } from '../../src/db/database.ts'
import { finishRun, type FinishReport, type ReportedOutcome } from '../../src/ledger/finishRun.ts'
import { markStarted } from '../../src/ledger/markStarted.ts'
import { reportPhase, reportProgress } from '../../src/ledger/reportProgress.ts'
import { startRun } from '../../src/ledger/startRun.ts'
import { silentLog } from '../../src/log.ts'
import { holdSession, insertWorkerHistory } from '../support/factories.ts'
import { draft } from '../ledger/draft.ts'
import type { Fixture } from '../support/fixture.ts'

/** Where operations of this play are. Everything in one bears its name: label, worker, phase, failure. */
export interface Corner {
  readonly workspace: 'acme' | 'globex'
  readonly tenant: string | null
  readonly name: string
}

export const CORNERS: readonly Corner[] = [
  { workspace: 'acme', tenant: 'contoso', name: 'contoso' },
  { workspace: 'acme', tenant: 'fabrikam', name: 'fabrikam' },
  { workspace: 'acme', tenant: null, name: 'untenanted' },
  { workspace: 'globex', tenant: 'initech', name: 'initech' },
]

export interface Stage {
  readonly fixture: Fixture
  readonly workers: Workers
  readonly runs: number
  /** A worker outside reports an end over HTTP instead of by a verb of this process. */
  finishOutside(corner: Corner, id: string, report: { attempt: number; lease: string } & FinishReport): Promise<void>
  /** One step has been written and is not committed; others commit meanwhile, and are told. */
  whileHeld(corner: Corner): Promise<void>
}

export interface Workers {
  readonly bootIds: ReadonlyMap<string, Corner>
  dismiss(): Promise<void>
}

const BEAT_EVERY_MS = 1_000

/** A worker of its own for each corner, with its session held and its heart beating until it is dismissed. */
export async function employWorkers({ owner }: Fixture): Promise<Workers> {
  const bootIds = new Map<string, Corner>()
  const session = await owner.connect()
  for (const corner of CORNERS) {
    const { name, bootId } = await insertWorkerHistory(owner, { name: `worker-of-${corner.name}` })
    bootIds.set(bootId, corner)
    await holdSession(session, name)
  }
  const beating = setInterval(() => void owner.query('update runtruth.workers set heartbeat_at = now()').catch(() => {}), BEAT_EVERY_MS)
  return {
    bootIds,
    dismiss: async () => {
      clearInterval(beating)
      await session.query('select pg_advisory_unlock_all()')
      session.release()
    },
  }
}

const OUTCOMES: readonly ReportedOutcome[] = ['succeeded', 'failed', 'partially_succeeded', 'succeeded', 'blocked', 'failed', 'cancelled']
/** Ids that occur in nothing else that is on a wire. */
const FIRST_ID = 900_000_000_001
/** The last step most of all: what has ended is looked at once, and never again. */
const HELD_STEPS = [6, 6, 2, 6, 4, 6, 1]
/** Fewer than a test server has, more than are ever held at once. Who waits for one waits here: a pool gives up. */
const CONNECTIONS = 40

/**
 * So many operations go through their lives at once, each by itself: queued, running, progress, a phase, an end. Every
 * seventh holds one of its steps open while others commit, so ids become visible out of order. Some stay queued or running,
 * and of those that fail some are tried again and answered by it. The answer: where each operation is.
 */
export async function playManyRuns(stage: Stage): Promise<ReadonlyMap<string, Corner>> {
  const { fixture } = stage
  const db = openDatabase({ url: fixture.url, log: silentLog, applicationName: 'many runs', maxConnections: CONNECTIONS })
  await fixture.owner.query(`alter sequence runtruth.operation_runs_id_seq restart with ${FIRST_ID}`)
  const turnstile = createTurnstile(CONNECTIONS)
  const ids = new Map<string, Corner>()
  const scopes = { acme: await fixture.scope('acme'), globex: await fixture.scope('globex') }
  const lives = Array.from({ length: stage.runs }, async (_, number) => {
    const corner = CORNERS[number % CORNERS.length]
    if (corner === undefined) throw new Error('There is no such corner.')
    const bootId = [...stage.workers.bootIds].find(([, of]) => of === corner)?.[0] ?? null
    await live({ stage, db, turnstile, scope: scopes[corner.workspace], corner, bootId, number, note: (id) => void ids.set(id, corner) })
  })
  try {
    await Promise.all(lives)
  } finally {
    await Promise.allSettled(lives)
    await db.close()
  }
  return ids
}

interface Life {
  readonly stage: Stage
  readonly db: Database
  readonly turnstile: Turnstile
  readonly scope: Scope
  readonly corner: Corner
  readonly bootId: string | null
  readonly number: number
  note(id: string): void
}

async function live(life: Life, retryOf: string | null = null): Promise<void> {
  const { stage, db, turnstile, scope, corner, number } = life
  const { name } = corner
  let step = 0
  const heldStep = retryOf === null && number % 7 === 5 ? (HELD_STEPS[Math.floor(number / 7) % HELD_STEPS.length] ?? null) : null
  const write = async <T>(verb: (tx: Tx) => Promise<T>): Promise<T> => {
    step += 1
    const work = async (tx: Tx) => {
      const written = await verb(tx)
      if (step === heldStep) await stage.whileHeld(corner)
      return written
    }
    return await turnstile(async () => await db.inWorkspace(scope.workspace.id, work))
  }
  const id = await write(async (tx) => (await startRun(tx, scope, draftOf(life, retryOf))).id)
  life.note(id)
  if (number % 23 === 22) return
  const outside = number % 3 === 0
  const lease = randomUUID()
  const holder = { lease, worker: `worker-of-${name}`, bootId: outside ? null : life.bootId, heartbeatEveryMs: outside ? 5_000 : null }
  const started = await write(async (tx) => await markStarted(tx, scope, id, holder))
  if (!started) throw new Error(`Operation ${id} was not queued any more.`)
  const at = { runId: id, attempt: started.attempt, lease }
  await write(async (tx) => await reportProgress(tx, scope, at, { processed: 1, total: 3 }))
  await write(async (tx) => await reportPhase(tx, scope, at, `phase-of-${name}`))
  await write(async (tx) => await reportProgress(tx, scope, at, { processed: 2, total: 3 }))
  if (number % 19 === 18) return
  const outcome = retryOf === null ? (OUTCOMES[number % OUTCOMES.length] ?? 'succeeded') : 'succeeded'
  const failure = outcome === 'failed' ? { failure: { code: 'broken', message: `failure-of-${name}` } } : {}
  if (outside && heldStep === null) await stage.finishOutside(corner, id, { attempt: started.attempt, lease, outcome, ...failure })
  else await write(async (tx) => await finishRun(tx, scope, at, { outcome, ...failure }))
  if (outcome === 'failed' && number % 2 === 1) await live(life, id)
}

function draftOf({ stage, scope, corner, number }: Life, retryOf: string | null) {
  const label = `label-of-${corner.name}-${number}`
  const tenantId = corner.tenant === null ? null : (stage.fixture[corner.workspace].tenants[corner.tenant] ?? 0)
  return draft(scope.principal, { type: 'files.inventory', label, tenantId, retryOf })
}
