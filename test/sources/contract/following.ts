import { describe, expect, it } from 'vitest'
import type { JobWord } from '../../../src/sources/contract.ts'
import { eventually } from '../../support/eventually.ts'
import { discoverAll, openScene, WITHIN_MS, type Scene, type SuiteOf } from './scene.ts'

const CROWD = 200
const PAGE = 20

/** Hears of everything that is recent, from here on, until told to stop. */
async function listen({ reader }: Scene) {
  let { cursor } = await reader.recent(null)
  const heard = new Map<string, JobWord>()
  let complete = true
  const hear = async () => {
    const recent = await reader.recent(cursor)
    cursor = recent.cursor
    complete &&= recent.complete
    for (const word of recent.words) heard.set(word.id, word)
    return recent.words
  }
  return { heard, hear, isComplete: () => complete }
}

export function describeFollowing({ can, openStand }: SuiteOf): void {
  describe('of what is recent', () => {
    it('tells from its first call on, not what was there before', async () => {
      const scene = await openScene(openStand)
      const before = await scene.add({ payload: { do: 'hold' } })
      expect(await scene.reader.recent(null)).toMatchObject({ words: [], complete: true })
      const { heard, hear, isComplete } = await listen(scene)
      const after = await scene.stand.add({ payload: { do: 'hold' } })
      await eventually('the new job', WITHIN_MS, async () => {
        await hear()
        return heard.has(after) ? { found: undefined } : { seen: `${[...heard.keys()].join(', ')} (before: ${before.id})` }
      })
      expect(heard.get(after)).toMatchObject({ state: 'waiting', payload: { do: 'hold' } })
      expect(isComplete()).toBe(true)
    })

    it('misses no job that several clients add at once, however late they commit and however soon it ends', async () => {
      const scene = await openScene(openStand)
      // Where a job that ended is gone, nobody could tell of one that came and went between two looks.
      if (can.keepEnded) await scene.stand.worker({ concurrency: 8 })
      const { heard, hear, isComplete } = await listen(scene)
      let adding = true
      const added = scene.stand.crowd(CROWD, { do: 'succeed' }).finally(() => (adding = false))
      while (adding) await hear()
      const ids = await added
      await eventually('all of them', WITHIN_MS, async () => {
        await hear()
        const missing = ids.filter((id) => !heard.has(id))
        return missing.length === 0 ? { found: undefined } : { seen: `${missing.length} missing: ${missing.slice(0, 5).join(', ')}` }
      })
      expect(new Set(ids).size).toBe(CROWD)
      expect(isComplete()).toBe(true)
    })

    it('falls silent when nothing happens any more', async () => {
      const scene = await openScene(openStand)
      const { hear } = await listen(scene)
      await scene.stand.crowd(PAGE, { do: 'hold' })
      await eventually('silence', WITHIN_MS, async () => {
        const words = await hear()
        return words.length === 0 ? { found: undefined } : { seen: `${words.length} words` }
      })
    })

    it('tells again what it told to whoever asks from the same place, as after words that could not be kept', async () => {
      const { stand, reader } = await openScene(openStand)
      const { cursor } = await reader.recent(null)
      const added = await stand.add({ payload: { do: 'hold' } })
      const tell = async () => (await reader.recent(cursor)).words.map(({ id }) => id)
      await eventually('the job to be told', WITHIN_MS, async () => {
        const told = await tell()
        return told.includes(added) ? { found: undefined } : { seen: told.join(', ') }
      })
      expect(await tell()).toContain(added)
    })

    it('goes on from its cursor in another process', async () => {
      const scene = await openScene(openStand)
      const { cursor } = await scene.reader.recent(null)
      const missed = await scene.stand.add({ payload: { do: 'hold' } })
      const { words, complete } = await scene.open().recent(cursor)
      expect(complete).toBe(true)
      expect(words.map(({ id }) => id)).toContain(missed)
    })

    it('says when it cannot go on from a cursor, and begins anew', async () => {
      const scene = await openScene(openStand)
      const lost = await scene.reader.recent('not a cursor of this store')
      expect(lost.complete).toBe(false)
      expect(await scene.reader.recent(lost.cursor)).toMatchObject({ complete: true })
    })
  })

  describe('of everything there is', () => {
    it('meets every job over pages and a restart of the reader, while others are added and end', async () => {
      const scene = await openScene(openStand)
      const there = await scene.stand.crowd(CROWD, { do: 'hold' })
      const { heard, hear } = await listen(scene)
      const met = new Map<string, JobWord>()
      const doomed = there.slice(-PAGE)
      const added: string[] = []
      let cursor: string | null = null
      let reader = scene.reader
      for (let page = 0; page === 0 || cursor !== null; page += 1) {
        const discovered = await reader.discover(cursor, PAGE)
        expect(discovered.words.length).toBeLessThanOrEqual(PAGE)
        for (const word of discovered.words) met.set(word.id, word)
        cursor = discovered.cursor
        if (page === 2) reader = scene.open()
        if (page === 3) for (const id of doomed.filter((one) => !met.has(one))) await scene.stand.remove(id)
        if (page < 6) added.push(await scene.stand.add({ payload: { do: 'hold' } }))
        await hear()
      }
      expect(there.filter((id) => !doomed.includes(id) && !met.has(id))).toEqual([])
      expect(added.filter((id) => !met.has(id) && !heard.has(id))).toEqual([])
    })

    it('counts as many in each state as the queue itself', async () => {
      const { stand, reader, add, untilWord } = await openScene(openStand)
      const failing = await add({ payload: { do: 'fail' } })
      const worker = await stand.worker()
      await untilWord(failing, 'failed')
      await untilWord(await add({ payload: { do: 'hold' } }), 'active')
      await worker.kill('SIGKILL')
      await stand.add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
      for (let waiting = 0; waiting < 3; waiting += 1) await stand.add({ payload: { do: 'hold' } })
      const totals = await reader.totals()
      expect(totals).toEqual(await stand.totals())
      expect(totals).toEqual({ waiting: 3, delayed: 1, active: 1, completed: 0, failed: 1, cancelled: 0 })
      expect((await discoverAll(reader, 2)).map(({ state }) => state).toSorted()).toEqual([
        'active',
        'delayed',
        'failed',
        'waiting',
        'waiting',
        'waiting',
      ])
    })
  })
}
