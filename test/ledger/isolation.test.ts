import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Principal } from '../../src/access/actor.ts'
import type { Scope } from '../../src/access/scope.ts'
import type { Tx } from '../../src/db/database.ts'
import { isRuntruthError } from '../../src/errors.ts'
import { listActivity } from '../../src/ledger/activity.ts'
import { appendArtifact, findArtifact, openArtifact, readArtifact } from '../../src/ledger/artifacts.ts'
import { blockRun, failDispatch } from '../../src/ledger/blockRun.ts'
import { cancelRun } from '../../src/ledger/cancelRun.ts'
import { closeRun, loseAttempt } from '../../src/ledger/closeRun.ts'
import { countRuns } from '../../src/ledger/countRuns.ts'
import { failAttempt, handBack } from '../../src/ledger/endAttempt.ts'
import { requireExternalRun } from '../../src/ledger/externalRun.ts'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { getLinkedRuns, getRun, getRuns, readRunFacts } from '../../src/ledger/getRun.ts'
import type { JudgedRun } from '../../src/ledger/judgedRun.ts'
import { getRelated } from '../../src/ledger/getRelated.ts'
import { listInbox, markRead } from '../../src/ledger/inbox.ts'
import { listEvents } from '../../src/ledger/listEvents.ts'
import { listRuns } from '../../src/ledger/listRuns.ts'
import { readRaw } from '../../src/ledger/readRaw.ts'
import { markStarted, markStartedOnce } from '../../src/ledger/markStarted.ts'
import { reportHeartbeat, reportPhase, reportProgress } from '../../src/ledger/reportProgress.ts'
import { retryRun } from '../../src/ledger/retryRun.ts'
import type { AttemptLease } from '../../src/ledger/run.ts'
import { followJob } from '../../src/ledger/followJob.ts'
import { mirrorJobs } from '../../src/ledger/mirrorJobs.ts'
import { startPart } from '../../src/ledger/startPart.ts'
import { startRun } from '../../src/ledger/startRun.ts'
import { watchRuns } from '../../src/ledger/watchRuns.ts'
import type { WorkerObservation } from '../../src/ledger/workerObserver.ts'
import { insertNotification, insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { draft } from './draft.ts'
import { JOB_ENDED, observedDraft, observedRow } from './observed.ts'

interface Target {
  readonly queued: string
  readonly running: AttemptLease
  readonly failed: string
  readonly tenantId: number
  readonly judgedQueued: JudgedRun
  readonly judgedRunning: JudgedRun
}

type Attempt = (tx: Tx, scope: Scope, target: Target, observation: WorkerObservation) => Promise<unknown>

const conclusion = { reason: 'worker_lost', outcome: 'failed', rule: 'R1', because: 'x', failureMessage: 'x' } as const
const holder = () => ({ lease: randomUUID(), worker: 'w', bootId: null, heartbeatEveryMs: 5_000 })

/** Every verb of the ledger, called with the ids, attempts and leases of an operation that is not the caller's. */
const VERBS: Record<string, Attempt> = {
  startRun: async (tx, scope, target) => await startRun(tx, scope, draft(scope.principal, { tenantId: target.tenantId })),
  markStarted: async (tx, scope, target) => await markStarted(tx, scope, target.queued, holder()),
  markStartedOnce: async (tx, scope, target) => await markStartedOnce(tx, scope, target.queued, holder()),
  reportProgress: async (tx, scope, target) => await reportProgress(tx, scope, target.running, { processed: 1 }),
  reportPhase: async (tx, scope, target) => await reportPhase(tx, scope, target.running, 'x'),
  reportHeartbeat: async (tx, scope, target) => await reportHeartbeat(tx, scope, target.running),
  finishRun: async (tx, scope, target) => await finishRun(tx, scope, target.running, { outcome: 'succeeded' }),
  failAttempt: async (tx, scope, target) => await failAttempt(tx, scope, target.running, { code: 'x', message: 'x' }, null, 0),
  handBack: async (tx, scope, target) => await handBack(tx, scope, target.running),
  blockRun: async (tx, scope, target) => await blockRun(tx, scope, target.queued, 0, { code: 'x', message: 'x' }),
  failDispatch: async (tx, scope, target) => await failDispatch(tx, scope, target.queued, {}),
  cancelRun: async (tx, scope, target) => await cancelRun(tx, scope, target.queued, async () => {}),
  retryRun: async (tx, scope, target) => await retryRun(tx, scope, target.failed, () => undefined),
  closeRun: async (tx, scope, target) => await closeRun(tx, scope, target.judgedRunning, conclusion),
  loseAttempt: async (tx, scope, target) => await loseAttempt(tx, scope, target.judgedRunning, conclusion, 0),
  getRun: async (tx, scope, target, observation) => await getRun(tx, scope, observation, target.running.runId),
  getRuns: async (tx, scope, target, observation) => await getRuns(tx, scope, observation, [target.queued, target.running.runId]),
  readRunFacts: async (tx, scope, target, observation) => await readRunFacts(tx, scope, observation, target.running.runId),
  getLinkedRuns: async (tx, scope, target, observation) => await getLinkedRuns(tx, scope, observation, target.running.runId),
  getRelated: async (tx, scope, target, observation) => await getRelated(tx, scope, observation, target.running.runId),
  readRaw: async (tx, scope, target) => await readRaw(tx, scope, target.running.runId),
  listInbox: async (tx, scope, _target, observation) =>
    (await listInbox(tx, as(scope, fixture.acme.owner), observation, { before: null, limit: 10 })).notifications,
  markRead: async (tx, scope) => await markRead(tx, as(scope, fixture.acme.owner), 'all'),
  listEvents: async (tx, scope, target) => await listEvents(tx, scope, target.running.runId, { after: null, limit: 10 }),
  listRuns: async (tx, scope, target, observation) =>
    (await listRuns(tx, scope, observation, { tenantId: target.tenantId }, { limit: 50 })).runs,
  watchRuns: async (tx, scope, _target, observation) => (await watchRuns(tx, scope, observation, null)).runs,
  listActivity: async (tx, scope, target, observation) => await listActivity(tx, scope, observation, target.tenantId),
  requireExternalRun: async (tx, scope, target) => await requireExternalRun(tx, scope, target.running.runId),
  startPart: async (tx, scope, target) => await startPart(tx, scope, target.running, { id: target.queued, type: 'x', key: 'x' }),
  openArtifact: async (tx, scope, target) => await openArtifact(tx, scope, target.running, { fileName: 'x.csv', mediaType: 'text/csv' }),
  appendArtifact: async (tx, scope, target) => await appendArtifact(tx, scope, target.running, 0, new Uint8Array([1])),
  findArtifact: async (tx, scope, target) => await findArtifact(tx, scope, target.running.runId),
  readArtifact: async (tx, scope, target) => await readArtifact(tx, scope, target.running.runId),
  mirrorJobs: async (tx, scope, target) => await mirrorJobs(tx, scope, 'mail', [{ ...observedDraft, tenantId: target.tenantId }]),
  followJob: async (tx, scope, target) => await followJob(tx, scope, 'mail', observedRow(target), [JOB_ENDED]),
  countRuns: async (tx, scope, target, observation) => (await countRuns(tx, scope, observation, target.tenantId)).total,
}

/** Somebody who carries the user id of another workspace's initiator. */
function as(scope: Scope, principal: Principal): Scope {
  return { ...scope, principal }
}

let fixture: Fixture
let target: Target
let observation: WorkerObservation
beforeAll(async () => {
  fixture = await createFixture()
  const { owner, acme } = fixture
  const history = { tenant: 'contoso' } as const
  const queued = await insertRunHistory(owner, acme, history)
  const running = await insertRunHistory(owner, acme, { ...history, status: 'running' })
  const failed = await insertRunHistory(owner, acme, { ...history, status: 'completed', outcome: 'failed' })
  await insertNotification(owner, acme, failed.id)
  observation = await fixture.services.observer.observe()
  const scope = await fixture.scope('acme')
  const judge = async (id: string) => await fixture.db.inWorkspace(acme.id, async (tx) => await getRun(tx, scope, observation, id))
  target = {
    queued: queued.id,
    running: { runId: running.id, attempt: 1, lease: running.lease ?? '' },
    failed: failed.id,
    tenantId: acme.tenants['contoso'] ?? 0,
    judgedQueued: await judge(queued.id),
    judgedRunning: await judge(running.id),
  }
})
afterAll(async () => await fixture.close())

async function everything(): Promise<unknown> {
  const { rows } = await fixture.owner.query(
    `select (select json_agg(r order by id) from runtruth.operation_runs r) as runs, (select json_agg(e order by id) from runtruth.operation_events e) as events, (select json_agg(n order by id) from runtruth.notifications n) as notifications`,
  )
  return rows
}

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    const answer = await work()
    return answer === undefined || answer === false || answer === 0 || (Array.isArray(answer) && answer.length === 0)
      ? 'nothing'
      : `answered ${JSON.stringify(answer)}`
  } catch (error) {
    if (isRuntruthError(error)) return error.code
    throw error
  }
}

test('the table holds every verb the ledger has', () => {
  const folder = new URL('../../src/ledger/', import.meta.url)
  const exported = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(new URL(name, folder), 'utf8').matchAll(/export async function (\w+)\(\s*tx: Tx,\s*scope: Scope/g)].map(
        (match) => match[1],
      ),
    )
  // Not verbs: what they are given has already been read within a scope, or they are the check itself.
  const elsewhere = new Set(['judgeOpen', 'requireReporter'])
  expect(exported.filter((name) => name !== undefined && !elsewhere.has(name) && !(name in VERBS))).toEqual([])
})

describe.each(Object.keys(VERBS))('%s', (verb) => {
  const attempt = VERBS[verb]
  if (!attempt) throw new Error(`No verb ${verb}.`)

  test('gets nothing and changes nothing with the ids of another workspace', async () => {
    const scope = await fixture.scope('globex')
    const before = await everything()
    const answer = await outcomeOf(
      async () => await fixture.db.inWorkspace(fixture.globex.id, async (tx) => await attempt(tx, scope, target, observation)),
    )
    expect(['nothing', 'not_found', 'stale_lease']).toContain(answer)
    expect(await everything()).toEqual(before)
  })

  test('gets nothing and changes nothing for a tenant out of reach', async () => {
    const scope = await fixture.scope('acme', { tenants: ['fabrikam'] })
    const before = await everything()
    const answer = await outcomeOf(
      async () => await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await attempt(tx, scope, target, observation)),
    )
    expect(['nothing', 'not_found', 'stale_lease']).toContain(answer)
    expect(await everything()).toEqual(before)
  })

  test('gets nothing and changes nothing without any capability', async () => {
    const scope = await fixture.scope('acme', { capabilities: [] })
    const before = await everything()
    const answer = await outcomeOf(
      async () => await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await attempt(tx, scope, target, observation)),
    )
    expect(answer).toBe('forbidden')
    expect(await everything()).toEqual(before)
  })
})
