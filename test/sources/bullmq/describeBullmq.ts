import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLog } from '../../../src/log.ts'
import type { BullmqSourceOptions } from '../../../src/sources/bullmq/index.ts'
import type { JobWord, SeenWorker, SourceReader } from '../../../src/sources/contract.ts'
import { eventually } from '../../support/eventually.ts'
import { openScene, WITHIN_MS } from '../contract/scene.ts'
import type { StandOptions } from '../sourceStand.ts'
import type { BullmqStand } from './openBullmqStand.ts'

/** Short, so that renewals are seen; the source is told, as it would be. */
const LOCK_MS = 2_000
/** Smaller than two renewals are apart, larger than what a reading differs by. */
const BEAT_STEP_MS = 500
export const LOCK = { lockDuration: LOCK_MS }

export interface Held {
  readonly word: JobWord
  readonly holders: readonly SeenWorker[]
}

/** A look and then the word of a job, as whoever follows a source does it every second. */
export async function see(reader: SourceReader, job: JobWord): Promise<Held> {
  const look = await reader.look()
  const [word] = await reader.probe([job])
  if (!word || word.state === 'absent') throw new Error('The job is gone.')
  const holders = word.holders.map((key) => {
    const found = look.workers.find((worker) => worker.key === key)
    if (!found) throw new Error(`The look knows no worker ${key}.`)
    return found
  })
  return { word, holders }
}

/** All who may have it are away, and no renewal could still speak for one of them. */
export const isProvenGone = ({ holders }: Held) =>
  holders.length > 0 && holders.every(({ connected, beat }) => connected === false && beat === null)

/** Another reader, gone with the test. */
export function readerWith(stand: BullmqStand, options: Partial<BullmqSourceOptions>): SourceReader {
  const reader = stand.sourceWith(options).openReader({ log: silentLog })
  onTestFinished(async () => await reader.close())
  return reader
}

/** What BullMQ does and other queues do not, with either of its stores. */
export function describeBullmq(
  name: string,
  /** Whether a worker that closes stays connected until its jobs have ended. */
  { keepsSession }: { readonly keepsSession: boolean },
  openStand: (options: StandOptions) => Promise<BullmqStand>,
): void {
  const following = async () => {
    const scene = await openScene(openStand)
    const reader = readerWith(scene.stand, LOCK)
    await reader.look()
    return { ...scene, reader }
  }

  describe(`${name}: of its workers`, () => {
    it('one that closes and ends its job first is never proven gone, whatever becomes of its connection', async () => {
      const { stand, reader, add, until } = await following()
      const worker = await stand.worker(LOCK)
      await reader.look()
      const job = await add({ payload: { do: 'hold' } })
      await until(job, 'active')
      await see(reader, job)
      await worker.closeSoftly()
      const beats = new Set<number>()
      let wasAway = false
      await eventually('three renewals while it closes', WITHIN_MS, async () => {
        const sight = await see(reader, job)
        expect(isProvenGone(sight)).toBe(false)
        wasAway ||= sight.holders.every(({ connected }) => connected === false)
        beats.add(Math.round((sight.word.beat?.at.getTime() ?? 0) / BEAT_STEP_MS))
        return beats.size >= 3 ? { found: undefined } : { seen: `${beats.size} renewals` }
      })
      expect(wasAway).toBe(!keepsSession)
      await stand.release(job.id)
      expect(await until(job, 'completed')).toMatchObject({ state: 'completed', attempt: 1 })
    })

    it('those without names are told apart by who was there when an attempt began', async () => {
      const { stand, reader, add, until } = await following()
      const first = await stand.worker({ name: null })
      await reader.look()
      const job = await add({ payload: { do: 'hold' } })
      await until(job, 'active')
      expect((await see(reader, job)).holders).toHaveLength(1)
      await stand.worker({ name: null })
      const later = await add({ payload: { do: 'hold' } })
      await until(later, 'active')
      // The first is at its job; but nobody tells that it does one at a time.
      expect((await see(reader, later)).holders).toHaveLength(2)
      expect((await see(reader, job)).holders).toHaveLength(1)
      await first.kill('SIGKILL')
      await eventually('the first to be away', WITHIN_MS, async () => {
        const [ofFirst, ofLater] = [await see(reader, job), await see(reader, later)]
        expect(ofLater.holders.some(({ connected }) => connected === true)).toBe(true)
        return ofFirst.holders.every(({ connected }) => connected === false) ? { found: undefined } : { seen: JSON.stringify(ofFirst) }
      })
    })

    it('a new reader does not take one without a name for the one that has the job, nor its absence for nothing', async () => {
      const { stand, open, add, until } = await following()
      const worker = await stand.worker({ name: null })
      const job = await add({ payload: { do: 'hold' } })
      await until(job, 'active')
      const before = await see(open(), job)
      expect(before.holders.map(({ connected }) => String(connected)).toSorted()).toEqual(['false', 'true'])
      await worker.kill('SIGKILL')
      const reader = open()
      await eventually('nobody to be connected', WITHIN_MS, async () => {
        const { holders } = await see(reader, job)
        const away = holders.length > 0 && holders.every(({ connected, beat }) => connected === false && beat !== null)
        return away ? { found: undefined } : { seen: JSON.stringify(holders) }
      })
    })
  })

  describe(`${name}: of its jobs`, () => {
    it('how those ended that it deletes at once', async () => {
      const { stand, open, find, until } = await following()
      await stand.pause?.()
      const ended = { removeOnComplete: true, removeOnFail: true }
      const succeeding = await find((await stand.client.add('send', { do: 'succeed' }, ended)).id ?? '')
      const failing = await find((await stand.client.add('send', { do: 'fail' }, ended)).id ?? '')
      await stand.resume?.()
      await stand.worker()
      expect(await until(succeeding, 'absent')).toMatchObject({ end: 'succeeded' })
      expect(await until(failing, 'absent')).toMatchObject({ end: 'failed' })
      // Also by whoever comes later, and of those that were drained, of which nothing is told.
      const drained = await find((await stand.client.add('send', { do: 'hold' }, { delay: 3_600_000 })).id ?? '')
      await stand.client.drain(true)
      expect((await open().probe([succeeding, failing, drained])).map((word) => 'end' in word && word.end)).toEqual([
        'succeeded',
        'failed',
        'deleted',
      ])
    })

    it('that the limit of the whole queue holds one back while it is reached', async () => {
      const { stand, add, until, reader } = await following()
      await stand.client.setGlobalConcurrency(1)
      const [first, second] = [await add({ payload: { do: 'hold' } }), await add({ payload: { do: 'hold' } })]
      expect(second.waits).toBeNull()
      await stand.worker({ concurrency: 4 })
      await until(first, 'active')
      expect(await reader.probe([second])).toMatchObject([{ state: 'waiting', waits: { dependencies: null, concurrencyLimit: 1 } }])
      await stand.release(first.id)
      expect(await until(second, 'active')).toMatchObject({ waits: null })
    })

    it('in which order they start: without a priority first, then by priority, and a last one before all', async () => {
      const { stand, reader } = await following()
      const add = async (opts: { priority?: number; lifo?: boolean }) => (await stand.client.add('send', { do: 'hold' }, opts)).id ?? ''
      const [low, high, plain, lifo] = [await add({ priority: 9 }), await add({ priority: 2 }), await add({}), await add({ lifo: true })]
      const { queues } = await reader.look()
      expect(queues[0]?.next).toEqual([lifo, plain, high, low])
    })

    it('that one is due since it waits for its next attempt, and not since it was added or will have waited', async () => {
      const { stand, add, until, reader } = await following()
      await reader.recent(null)
      const job = await add({ payload: { do: 'fail' }, attempts: 99 })
      const worker = await stand.worker()
      await until(job, 'delayed')
      await stand.pause?.()
      await worker.kill('SIGKILL')
      const found = await stand.client.getJob(job.id)
      if ((await found?.getState()) === 'delayed') await found?.promote()
      const again = await until(job, 'waiting')
      const { now } = await reader.look()
      if (again.state === 'absent' || again.availableAt === null || again.startedAt === null) throw new Error('It says since when.')
      expect(again.availableAt.getTime()).toBeGreaterThanOrEqual(again.startedAt.getTime())
      expect(again.availableAt.getTime()).toBeLessThanOrEqual(now.getTime())
    })

    it('of all queues there are, one that is made later and a repeated job among them, and of no other application', async () => {
      const { stand } = await following()
      const reader = readerWith(stand, { queues: 'all' })
      await stand.client.upsertJobScheduler('nightly', { every: 3_600_000 }, { name: 'tidy' })
      const { words } = await reader.discover(null, 100)
      expect(words.map(({ name: job, queue }) => [queue, job])).toEqual([[stand.queue, 'tidy']])
      expect((await reader.look()).queues.map((queue) => queue.name)).toEqual([stand.queue])
    })
  })
}
