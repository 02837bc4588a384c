import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upsertSweep } from '../../src/ledger/sql/sweeps.ts'
import { holdSession, insertWorkerHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { insertDelivery, insertWebhook } from '../support/webhookFactories.ts'
import { callCli, callInside } from './callCli.ts'

let fixture: Fixture
let types: string[]

beforeAll(async () => {
  fixture = await createFixture()
  types = fixture.services.registry.all.map(({ type }) => type)
  await pretendDatabaseUpFor(fixture.owner, 3_600_000)
  await fixture.services.queue.prepare(types)
}, 120_000)
afterAll(async () => {
  await fixture?.close()
})

interface Finding {
  check: string
  state: string
  summary: string
  remedy: string | null
}

async function examine(): Promise<{ code: number | null; problems: Finding[]; checks: string[] }> {
  const { code, stdout } = await callInside(['doctor', '--json'], { env: { DATABASE_URL: fixture.url } })
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  return { code, problems: findings.filter(({ state }) => state === 'problem'), checks: [...new Set(findings.map(({ check }) => check))] }
}

/** A ledger in which all is well, for as long as `use` takes. */
async function healthy(use: () => Promise<void>): Promise<void> {
  const session = await fixture.owner.connect()
  try {
    await insertWorkerHistory(fixture.owner, { name: 'worker-1', types, heartbeatAgoMs: 0 })
    await holdSession(session, 'worker-1')
    await fixture.db.asSystem(async (tx) => await tx.row(upsertSweep('reconciler', 0, 0)))
    await use()
  } finally {
    await session.query('select pg_advisory_unlock_all()')
    session.release()
  }
}

describe('doctor', () => {
  it('finds nothing wrong where all is well, exit 0', async () => {
    await healthy(async () => {
      const { code, problems, checks } = await examine()
      expect(problems).toEqual([])
      expect(code).toBe(0)
      expect(checks).toEqual(['schema', 'row_security', 'clock', 'server', 'sessions', 'workers', 'queues', 'reconciler'])
    })
  })

  it('a worker that is gone, types that nobody serves: each with its remedy, exit 5', async () => {
    await insertWorkerHistory(fixture.owner, { name: 'worker-1', types, heartbeatAgoMs: 60_000 })
    const { code, stdout } = await callCli(['doctor'], { env: { DATABASE_URL: fixture.url } })
    expect(code).toBe(5)
    expect(stdout).toMatch(/■ workers: worker-1 .*is gone[^\n]*\n +Start it again under its name: runtruth work --name worker-1/)
    expect(stdout).toMatch(/■ workers: No worker is alive/)
  })

  it.each([
    [
      'a reconciler that has not looked for long',
      `update runtruth.sweeps set swept_at = now() - interval '10 minutes'`,
      `update runtruth.sweeps set swept_at = now()`,
      'reconciler',
      /runtruth reconcile/,
    ],
    [
      'a table that is not behind forced row security',
      'alter table runtruth.tokens no force row level security',
      'alter table runtruth.tokens force row level security',
      'row_security',
      /alter table runtruth\.tokens/,
    ],
    [
      'a policy that shows another workspace',
      'create policy leak on runtruth.tenants for select to runtruth_app using (true)',
      'drop policy leak on runtruth.tenants',
      'row_security',
      /Restore the policies/,
    ],
    [
      'a queue that ends jobs before their window does',
      `update runtruth_queue.queue set expire_seconds = 1, retry_limit = 3 where name = 'ledger.verify'`,
      `update runtruth_queue.queue set expire_seconds = 86400, retry_limit = 0 where name = 'ledger.verify'`,
      'queues',
      /Start a worker/,
    ],
    [
      'a schema that is behind',
      `alter table runtruth_queue.version rename to version_away`,
      `alter table runtruth_queue.version_away rename to version`,
      'schema',
      /runtruth migrate/,
    ],
  ])('finds %s', async (_, harm, repair, check, remedy) => {
    await healthy(async () => {
      await fixture.owner.query(harm)
      try {
        const { code, problems } = await examine()
        expect(code).toBe(5)
        expect(problems.map((problem) => problem.check)).toContain(check)
        for (const problem of problems) expect(problem.check).toBe(check)
        expect(problems[0]?.remedy).toMatch(remedy)
      } finally {
        await fixture.owner.query(repair)
      }
    })
  })

  it('messages of webhooks that nobody sends, and receivers that refuse theirs', async () => {
    await healthy(async () => {
      const refused = await insertWebhook(fixture.owner, fixture.globex, { failingForMs: 7_200_000 })
      await insertDelivery(fixture.owner, fixture.globex, refused, { state: 'due' })
      expect((await examine()).problems).toEqual([])
      await fixture.owner.query(`update runtruth.webhook_deliveries set next_at = now() - interval '10 minutes' where state = 'due'`)
      const { problems, checks } = await examine()
      expect(checks).toContain('webhooks')
      expect(problems).toEqual([
        {
          check: 'webhooks',
          state: 'problem',
          summary: '1 message of webhooks is overdue, the oldest for 10 min; expected to be sent within 2 min.',
          remedy: expect.stringContaining('runtruth reconcile'),
        },
      ])
      await fixture.owner.query('delete from runtruth.webhook_endpoints')
    })
  })
})
