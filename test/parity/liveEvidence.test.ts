import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { evidenceOf } from '../../src/http/stream/evidence.ts'
import { watchRuns } from '../../src/ledger/watchRuns.ts'
import type { WorkerObservation } from '../../src/ledger/workerObserver.ts'
import type { Facts } from '../../src/truth/facts.ts'
import { deriveVerdict } from '../../src/truth/deriveVerdict.ts'
import { applyEvidence } from '../../web/console/live/applyEvidence.ts'
import { insertRunHistory, insertWorkerHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture

beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())

/** What a browser makes of evidence has to be what the server would have put together itself. */
async function look(): Promise<{ observation: WorkerObservation; facts: Map<string, Facts>; heard: ReturnType<typeof evidenceOf> }> {
  const observation = await fixture.services.observer.observeNow()
  const scope = await fixture.scope('acme')
  const seen = await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await watchRuns(tx, scope, observation, null))
  const facts = new Map(seen.runs.map(({ run, facts: known }) => [run.id, known]))
  const heard = evidenceOf(observation, seen.holders, seen.runs)
  // Over the wire and back.
  return { observation, facts, heard: JSON.parse(JSON.stringify(heard)) as typeof heard }
}

/** Everything of the facts that a later observation of the workers may change, and nothing that it may not. */
function comparable(facts: Facts): unknown {
  const { asOf: _asOf, queueJob, queue, ...rest } = facts
  return { ...rest, queueJob: queueJob && { ...queueJob, observedAt: null }, queue: queue && { ...queue, liveWorkers: null } }
}

it('facts kept up by evidence are the facts of the server, whatever became of the workers', async () => {
  const { owner, acme } = fixture
  const boots = new Map<string, string>()
  for (const name of ['steady', 'restarted', 'silent', 'constructor', '__proto__']) {
    boots.set(name, (await insertWorkerHistory(owner, { name, heartbeatAgoMs: 1_000 })).bootId)
    await insertRunHistory(owner, acme, { status: 'running', worker: name, bootId: boots.get(name)!, identity: name })
  }
  const shell = await insertRunHistory(owner, acme, { status: 'running', worker: 'shell' })
  await owner.query(`update runtruth.operation_runs set heartbeat_at = now(), heartbeat_every_ms = 5000 where id = $1`, [shell.id])
  await insertRunHistory(owner, acme, { status: 'running', worker: 'shell without a beat' })
  await insertRunHistory(owner, acme)
  const before = await look()
  for (const name of ['steady', 'constructor', '__proto__']) await insertWorkerHistory(owner, { name, bootId: boots.get(name)! })
  await insertWorkerHistory(owner, { name: 'restarted', bootId: randomUUID() })
  await owner.query('update runtruth.operation_runs set heartbeat_at = clock_timestamp() where id = $1', [shell.id])
  const after = await look()
  expect(before.facts.size).toBe(8)
  for (const [id, facts] of before.facts) {
    const mine = applyEvidence(facts, after.heard)
    const theirs = after.facts.get(id)!
    // Of a worker that promised no beat nothing is told, and nothing of its facts but the time of looking changes.
    const silent = facts.worker?.leaseBootId === null && facts.worker.heartbeatAt === null
    if (silent) expect(mine).toBe(facts)
    else expect(comparable(mine), id).toEqual(comparable(theirs))
    const asOf = theirs.asOf
    expect(deriveVerdict(mine, asOf).freshness, id).toBe(deriveVerdict(theirs, asOf).freshness)
    expect(applyEvidence(mine, before.heard), 'older evidence').toBe(mine)
  }
})
