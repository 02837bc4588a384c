import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countRuns } from '../../src/ledger/countRuns.ts'
import type { Page, RunFilters } from '../../src/ledger/filters.ts'
import { getRun } from '../../src/ledger/getRun.ts'
import { listRuns, type RunList } from '../../src/ledger/listRuns.ts'
import { toWire } from '../../src/ledger/wire.ts'
import { deriveVerdict } from '../../src/truth/deriveVerdict.ts'
import { FRESHNESS_STATES, PROBLEM_CLASSES } from '../../src/truth/verdict.ts'
import { holdSession, insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor, type RunHistory } from '../support/factories.ts'
import { createFixture, type Fixture, type FixtureWorkspace } from '../support/fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
  await pretendDatabaseUpFor(fixture.owner, 3_600_000)
})
afterAll(async () => await fixture.close())

async function list(filters: RunFilters = {}, page: Page = { limit: 50 }, workspace: FixtureWorkspace = fixture.acme): Promise<RunList> {
  const scope = await fixture.scope(workspace.slug)
  const observation = await fixture.services.observer.observeNow()
  return await fixture.db.inWorkspace(workspace.id, async (tx) => await listRuns(tx, scope, observation, filters, page))
}

async function count(workspace: FixtureWorkspace = fixture.acme) {
  const scope = await fixture.scope(workspace.slug)
  const observation = await fixture.services.observer.observeNow()
  return await fixture.db.inWorkspace(workspace.id, async (tx) => await countRuns(tx, scope, observation, null))
}

/** One run for each cell that a history can bring about, all in one workspace. */
async function everyCell(workspace: FixtureWorkspace): Promise<void> {
  const dead = await insertWorkerHistory(fixture.owner, { name: 'dead', heartbeatAgoMs: 20_000 })
  const frozen = await insertWorkerHistory(fixture.owner, { name: 'frozen', heartbeatAgoMs: 20_000 })
  const alive = await insertWorkerHistory(fixture.owner, { name: 'alive', heartbeatAgoMs: 0 })
  const at = (worker: { name: string; bootId: string }): RunHistory => ({
    status: 'running',
    worker: worker.name,
    bootId: worker.bootId,
    source: 'pg-boss',
  })
  for (const history of [
    {},
    { createdAgoMs: 3_600_000 },
    { policy: null },
    { source: 'pg-boss', queueName: 'inventory.sync', queueJobId: randomUUID() },
    at(alive),
    at(frozen),
    at(dead),
    { status: 'running', policy: null },
    { status: 'completed', outcome: 'succeeded' },
    { status: 'completed', outcome: 'failed' },
    {
      status: 'completed',
      outcome: 'failed',
      reconciliation: { reason: 'worker_lost', at: new Date().toISOString(), by: 'Reconciler', rule: 'R1', because: 'x', amendedAt: null },
    },
  ] satisfies RunHistory[]) {
    await insertRunHistory(fixture.owner, workspace, history)
  }
  // The job that was never there: first missed long enough ago to be proof.
  await list({}, { limit: 50 }, workspace)
  await fixture.owner.query(`update runtruth.missing_jobs set first_missed_at = now() - interval '1 minute'`)
}

describe('a workspace with a run in every cell', () => {
  beforeAll(async () => {
    await everyCell(fixture.acme)
    const session = await fixture.owner.connect()
    await holdSession(session, 'frozen')
    await holdSession(session, 'alive')
    return async () => {
      await session.query('select pg_advisory_unlock_all()')
      session.release()
    }
  })

  test('reads each as what it is', async () => {
    const { runs } = await list()
    const cells = runs.map(({ verdict }) => `${verdict.lifecycle} ${verdict.freshness} ${verdict.reason}`)
    expect(cells.toReversed()).toEqual([
      'queued fresh waiting_for_worker',
      'queued likely_stale past_queued_window',
      'queued unknown uncovered_type',
      'queued orphaned queue_job_missing',
      'running fresh within_window',
      'running likely_stale worker_silent',
      'running orphaned worker_session_ended',
      'running unknown uncovered_type',
      'completed settled reported_by_worker',
      'completed settled reported_by_worker',
      'completed reconciled reconciled',
    ])
  })

  test.each(FRESHNESS_STATES)('the filter freshness=%s finds exactly those that are judged so, over pages of two', async (freshness) => {
    const all = (await list()).runs.filter(({ verdict }) => verdict.freshness === freshness).map(({ run }) => run.id)
    expect(await throughPages({ freshness })).toEqual(all)
    expect(all.length).toBeGreaterThan(0)
  })

  test.each(PROBLEM_CLASSES)('the filter problem=%s finds exactly those that are judged so, over pages of two', async (problem) => {
    const all = (await list()).runs.filter(({ verdict }) => verdict.problem === problem).map(({ run }) => run.id)
    expect(await throughPages({ problem })).toEqual(all)
    expect(all.length).toBeGreaterThan(0)
  })

  test('counts are those of the list', async () => {
    const { runs } = await list()
    const counts = await count()
    const tally = (pick: (judged: (typeof runs)[number]) => string) => {
      const found: Record<string, number> = {}
      for (const judged of runs) found[pick(judged)] = (found[pick(judged)] ?? 0) + 1
      return found
    }
    expect(counts.total).toBe(runs.length)
    expect(nonZero(counts.freshness)).toEqual(tally(({ verdict }) => verdict.freshness))
    expect(nonZero(counts.problem)).toEqual(tally(({ verdict }) => verdict.problem))
    expect(nonZero(counts.outcome)).toEqual(tally(({ run }) => run.outcome))
  })

  test('the detail says the same as the list, and the facts reproduce it byte for byte', async () => {
    const scope = await fixture.scope('acme')
    const observation = await fixture.services.observer.observeNow()
    await fixture.db.inWorkspace(fixture.acme.id, async (tx) => {
      const { runs } = await listRuns(tx, scope, observation, {}, { limit: 50 })
      for (const listed of runs) {
        const detail = await getRun(tx, scope, observation, listed.run.id)
        expect(toWire('acme', detail)).toEqual(toWire('acme', listed))
        const replayed: unknown = JSON.parse(JSON.stringify(detail.facts))
        expect(JSON.stringify(deriveVerdict(replayed))).toBe(JSON.stringify(detail.verdict))
      }
    })
  })

  test('a shared observation older than the lease convicts nobody', async () => {
    const before = await fixture.services.observer.observeNow()
    // The name was registered anew and took a run, all after the observation.
    const renewed = await insertWorkerHistory(fixture.owner, { name: 'dead', bootId: randomUUID() })
    const run = await insertRunHistory(fixture.owner, fixture.acme, {
      status: 'running',
      worker: 'dead',
      bootId: renewed.bootId,
      startedAgoMs: 0,
      source: 'pg-boss',
    })
    const scope = await fixture.scope('acme')
    const judged = await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await getRun(tx, scope, before, run.id))
    expect(judged.verdict.freshness).toBe('fresh')
  })
})

test.each([1, 50])('a page of %i costs at most two statements, the observation of workers among them', async (limit) => {
  for (let made = 0; made < 60; made += 1) {
    await insertRunHistory(fixture.owner, fixture.globex, {
      type: `type.t${made % 7}`,
      status: (['queued', 'running', 'completed'] as const)[made % 3] ?? 'queued',
    })
  }
  fixture.statements.length = 0
  const { runs } = await list({}, { limit }, fixture.globex)
  expect(runs).toHaveLength(limit)
  const sent = fixture.statements.filter((text) => !text.includes('from runtruth.workspaces') && !text.includes('from runtruth.tenants'))
  expect(sent.length).toBeLessThanOrEqual(2)
})

test('pages follow one another without a gap or a double while new runs keep arriving', async () => {
  const seen: string[] = []
  let before: string | undefined
  for (;;) {
    const page = await list({}, { limit: 7, ...(before === undefined ? {} : { before }) }, fixture.globex)
    seen.push(...page.runs.map(({ run }) => run.id))
    await insertRunHistory(fixture.owner, fixture.globex)
    if (page.next === null) break
    before = page.next
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)))
  expect(seen.at(-1)).toBe(
    (await fixture.owner.query(`select min(id)::text as id from runtruth.operation_runs where workspace_id = $1`, [fixture.globex.id]))
      .rows[0].id,
  )
})

test('free text means itself: id, label, type and initiator, and no wildcard', async () => {
  const odd = await insertRunHistory(fixture.owner, fixture.globex, { label: '100%_sure' })
  const found = async (text: string) => (await list({ text }, { limit: 200 }, fixture.globex)).runs.map(({ run }) => run.id)
  expect(await found('100%_SURE')).toEqual([odd.id])
  expect(await found('%')).toEqual([odd.id])
  expect(await found(`#${odd.id}`)).toContain(odd.id)
  expect(await found('no such thing')).toEqual([])
  expect((await found('hank')).length).toBeGreaterThan(0)
})

test('a filter on what is derived finds what lies behind much else that is open, in at most three statements a page', async () => {
  for (let made = 0; made < 40; made += 1) {
    const status = made % 5 === 0 ? 'completed' : 'queued'
    await insertRunHistory(fixture.owner, fixture.globex, { status, createdAgoMs: made < 4 ? 3_600_000 : 0 })
  }
  const all = (await list({}, { limit: 500 }, fixture.globex)).runs
  for (const problem of PROBLEM_CLASSES) {
    const wanted = all.filter(({ verdict }) => verdict.problem === problem).map(({ run }) => run.id)
    fixture.statements.length = 0
    expect(await throughPages({ problem }, fixture.globex), problem).toEqual(wanted)
    const sent = fixture.statements.filter((text) => !text.includes('from runtruth.workspaces') && !text.includes('from runtruth.tenants'))
    // Three, and the observation that each page here makes for itself.
    expect(sent.length, problem).toBeLessThanOrEqual(4 * Math.max(1, Math.ceil(wanted.length / 2)))
  }
})

function nonZero(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, number]) => number > 0))
}

async function throughPages(filters: RunFilters, workspace: FixtureWorkspace = fixture.acme): Promise<string[]> {
  const ids: string[] = []
  let before: string | undefined
  do {
    const page: RunList = await list(filters, { limit: 2, ...(before === undefined ? {} : { before }) }, workspace)
    ids.push(...page.runs.map(({ run }) => run.id))
    before = page.next ?? undefined
  } while (before !== undefined)
  return ids
}
