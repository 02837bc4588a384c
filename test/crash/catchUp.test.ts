import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { WireEvent, WireOperation } from '../../src/ledger/wire.ts'
import { loadApp } from '../sources/apps/apps.ts'
import { mirroredTotals, mirroredTwice, readCatchUp } from '../sources/apps/mirrored.ts'
import { APPS_HERE, openAppStore } from '../sources/apps/openAppStore.ts'
import { eventually } from '../support/eventually.ts'
import { inScene } from './scene.ts'

/** Several pages, and a last one that is not full. */
const BACKLOG = { waiting: 1_700, delayed: 600, completed: 500, failed: 300 }
const WITHIN_MS = 120_000

describe.each(APPS_HERE)('$title, which was full before it was followed', ({ app, here }) => {
  it.skipIf(!here)(
    'is read whole by an operation that goes on where a killed process left it, each job once',
    { timeout: 300_000 },
    async () => {
      const store = await openAppStore(app)
      const { open } = await loadApp(app)
      const client = await open(store.at.connection)
      try {
        await client.fill(BACKLOG)
        await inScene(
          async (scene) => {
            const { owner } = scene.fixture
            const gate = await shutAfterOnePage(owner)
            const [first] = await Promise.all([scene.work('first'), scene.reconcile()])
            await gate.reached()
            const halfWay = await readCatchUp(owner)
            // A page was told as done, and another one is written whose end nobody has been told of.
            expect(halfWay).toMatchObject({ status: 'running', attempt: 1 })
            expect(sum(await mirroredTotals(owner))).toBeGreaterThan(halfWay?.discovered ?? Infinity)
            await first.kill()
            await gate.open()

            await scene.work('second')
            const { api } = await scene.serve()
            const done = await eventually('the queue to be read whole', WITHIN_MS, async () => {
              const now = await readCatchUp(owner)
              return now?.status === 'completed' ? { found: now } : { seen: JSON.stringify(now) }
            })
            const totals = await client.totals()
            expect(await mirroredTotals(owner)).toEqual(totals)
            expect(await mirroredTwice(owner)).toEqual([])
            const jobs = sum(totals)
            expect(done).toMatchObject({ outcome: 'succeeded', attempt: 2, discovered: jobs, processed: jobs, total: jobs })
            const shown: WireOperation = await api.operation(done.id)
            expect(shown).toMatchObject({ attempt: 2, counts: { processed: jobs, total: jobs } })
            const events: WireEvent[] = await api.events(done.id)
            expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'waiting')).toEqual([
              'queued',
              'started',
              'attempt_lost',
              'started',
              'succeeded',
            ])
          },
          { app: store.at },
        )
      } finally {
        await client.close()
        await store.close()
      }
    },
  )
})

function sum(totals: Readonly<Record<string, number>>): number {
  return Object.values(totals).reduce((all, count) => all + count, 0)
}

const GATE = 7_420_000_003

/** From the second page on its end cannot be told: whoever tries waits, in the worst of all moments to die. */
async function shutAfterOnePage(owner: pg.Pool) {
  await owner.query(`
    create function runtruth.wait_at_the_gate() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${GATE});
      return new;
    end $$;
    create trigger a_gate before update on runtruth.sources for each row
      when (old.discovered > 0 and new.discovered > old.discovered) execute function runtruth.wait_at_the_gate()`)
  const keeper = await owner.connect()
  await keeper.query('select pg_advisory_lock($1)', [GATE])
  return {
    reached: async () =>
      await eventually('somebody to wait at the gate', WITHIN_MS, async () => {
        const { rows } = await owner.query(
          `select from pg_locks where locktype = 'advisory' and not granted and objid::bigint = $1 % 4294967296`,
          [GATE],
        )
        return rows.length > 0 ? { found: undefined } : { seen: JSON.stringify(await readCatchUp(owner)) }
      }),
    open: async () => {
      await keeper.query('select pg_advisory_unlock_all()')
      keeper.release()
      await owner.query('drop trigger a_gate on runtruth.sources; drop function runtruth.wait_at_the_gate()')
    },
  }
}
