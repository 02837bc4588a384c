import { describe, expect, it, onTestFinished } from 'vitest'
import { composeServices } from '../../src/app/composeServices.ts'
import { followSources } from '../../src/app/followSources.ts'
import { listRuns } from '../../src/ledger/listRuns.ts'
import type { JudgedRun } from '../../src/ledger/judgedRun.ts'
import { silentLog } from '../../src/log.ts'
import { runReconciler } from '../../src/reconcile/runReconciler.ts'
import { readSourceOptions } from '../../src/sources/readMappings.ts'
import { runWorker } from '../../src/work/runWorker.ts'
import { eventually } from '../support/eventually.ts'
import { createFixture } from '../support/fixture.ts'
import { openScene, WITHIN_MS } from './contract/scene.ts'
import type { Abilities, OpenStand } from './sourceStand.ts'

/** Of one queue, followed by the product: everything its jobs have become, with their verdicts. */
async function openFollowed(openStand: OpenStand) {
  const fixture = await createFixture()
  onTestFinished(async () => await fixture.close())
  const { stand } = await openScene(openStand)
  const lifecycle = { queuedWindow: '10m', runningWindow: '30m' }
  const declared = readSourceOptions({ name: 'stand', workspace: 'acme', jobs: { '*': { workspace: 'acme', lifecycle } } })
  const sources = [{ ...stand.source, ...declared }]
  const { services, close } = composeServices({ url: fixture.url, operations: [], sources, log: silentLog })
  const ending = new AbortController()
  const upkeep = Promise.all([followSources(services, ending.signal), runReconciler({ services, adapters: [], signal: ending.signal })])
  // Reads the whole queue when it is adopted, like any operation of our own.
  const worker = await runWorker({ services, url: fixture.url, name: 'own' })
  onTestFinished(async () => {
    ending.abort()
    await upkeep
    await worker.stop()
    await close()
  })

  async function operations(): Promise<JudgedRun[]> {
    const scope = await fixture.scope('acme')
    const observation = await services.observer.observe()
    const found: JudgedRun[] = []
    let before: string | undefined
    do {
      const page = await fixture.db.inWorkspace(fixture.acme.id, async (tx) =>
        listRuns(tx, scope, observation, {}, { limit: 200, ...(before === undefined ? {} : { before }) }),
      )
      found.push(...page.runs.filter(({ run }) => run.source === stand.source.name))
      before = page.next ?? undefined
    } while (before !== undefined)
    return found
  }

  return {
    stand,
    operations,
    until: async (what: string, id: string, isSo: (judged: JudgedRun) => boolean): Promise<JudgedRun> =>
      await eventually(what, WITHIN_MS, async () => {
        const judged = (await operations()).find(({ run }) => run.queueJobId === id)
        return judged && isSo(judged)
          ? { found: judged }
          : { seen: judged ? `${judged.verdict.headline}. ${judged.verdict.guidance}` : 'nothing' }
      }),
  }
}

const SUCCEEDING = 900
const FAILING = 100
const CONCURRENCY = 8
/** So many times a healthy job is looked at. */
const LOOKS = 60

/** What the ledger makes of a queue with an unmodified client and unmodified workers, which are really killed. */
export function describeInTheLedger(name: string, can: Abilities, openStand: OpenStand): void {
  describe(`${name}, followed`, { timeout: 240_000 }, () => {
    it('a thousand jobs end as their queue recorded, each as one operation', async () => {
      const { stand, operations } = await openFollowed(openStand)
      const work = async () => {
        const worker = await stand.worker({ concurrency: CONCURRENCY })
        onTestFinished(async () => await worker.stop())
      }
      if (can.keepEnded) await work()
      const [succeeding, failing] = await Promise.all([stand.crowd(SUCCEEDING, { do: 'succeed' }), stand.crowd(FAILING, { do: 'fail' })])
      const wanted = new Map([...succeeding.map((id) => [id, 'succeeded'] as const), ...failing.map((id) => [id, 'failed'] as const)])
      if (!can.keepEnded) {
        // What comes and goes between two looks leaves nothing behind in such a queue: it must have been seen once.
        await eventually('all jobs to be known', WITHIN_MS, async () => {
          const known = (await operations()).length
          return known === wanted.size ? { found: undefined } : { seen: `${known} operations` }
        })
        await work()
      }
      const ended = await eventually('all jobs to have ended in the ledger', 2 * WITHIN_MS, async () => {
        const all = await operations()
        const open = all.filter(({ run }) => run.status !== 'completed').length
        return all.length >= wanted.size && open === 0 ? { found: all } : { seen: `${all.length} operations, ${open} open` }
      })
      expect(ended).toHaveLength(wanted.size)
      expect(
        ended.filter(({ run }) => wanted.get(run.queueJobId ?? '') !== run.outcome).map(({ run }) => [run.queueJobId, run.outcome]),
      ).toEqual([])
    })

    it('a healthy job is never called stale or lost, and a killed worker never in progress for longer than its store allows', async () => {
      const { stand, until, operations } = await openFollowed(openStand)
      const id = await stand.add({ payload: { do: 'hold' } })
      const waiting = await until('the job to wait', id, ({ verdict }) => verdict.lifecycle === 'queued')
      expect(waiting.verdict.freshness).toBe('fresh')
      const worker = await stand.worker()
      await until('the job to run', id, ({ verdict }) => verdict.lifecycle === 'running')
      for (let look = 0; look < LOOKS; look += 1) {
        const verdicts = (await operations()).map(({ verdict }) => verdict.freshness)
        expect(verdicts).toEqual(['fresh'])
      }
      await worker.kill('SIGKILL')
      if (can.showConnections) {
        const lost = await until('the worker to be lost', id, ({ verdict }) => verdict.freshness === 'orphaned')
        expect(lost.verdict.evidence.filter(({ supports }) => supports === 'orphaned')).not.toEqual([])
        expect(lost.verdict.progress.live).toBe(false)
      }
    })
  })
}
