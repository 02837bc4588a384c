import { describe, expect, it } from 'vitest'
import type { JobWord, SeenWorker, SourceLook, SourceReader } from '../../../src/sources/contract.ts'
import { eventually } from '../../support/eventually.ts'
import { openScene, WITHIN_MS, type Scene, type SuiteOf } from './scene.ts'

/** Looks during which a worker that is frozen, or busy, must not once be called away. */
const LOOKS = 40

interface Sight {
  readonly look: SourceLook
  readonly word: JobWord
  readonly holders: readonly SeenWorker[]
}

async function see({ reader }: Scene, job: JobWord): Promise<Sight> {
  const look = await reader.look()
  const [word] = await reader.probe([job])
  if (!word || word.state === 'absent') throw new Error('The job is gone.')
  return { look, word, holders: word.holders.flatMap((key) => look.workers.find((worker) => worker.key === key) ?? []) }
}

/** As whoever judges it reads a look: one that is not there is not connected. */
const isAway = ({ word, holders }: Sight) =>
  word.holders.length > 0 &&
  word.holders.every((key) => holders.find((worker) => worker.key === key)?.connected !== true) &&
  !holders.some(({ connected }) => connected === null)

export function describeWorkers({ can, openStand }: SuiteOf): void {
  const holding = async (options: { survivor: boolean }) => {
    const scene = await openScene(openStand)
    const added = await scene.add({ payload: { do: 'hold' } })
    const worker = await scene.stand.worker()
    const job = await scene.untilWord(added, 'active')
    const survivor = options.survivor ? await scene.stand.worker() : null
    return { scene, job, worker, survivor }
  }

  describe('of the worker of an active job', () => {
    for (const survivor of [false, true]) {
      it(`says what the store shows when it is killed, with ${survivor ? 'a survivor' : 'nobody alive'}`, async () => {
        const { scene, job, worker } = await holding({ survivor })
        const before = await see(scene, job)
        if (can.nameHolder) expect(before.word.holders).toHaveLength(1)
        if (can.showConnections) expect(before.holders.some(({ connected }) => connected === true)).toBe(true)
        else {
          expect(before.word.holders).toEqual([])
          expect(before.look.workers.filter(({ connected }) => connected !== null)).toEqual([])
        }
        if (can.beats) expect(before.word.beat?.everyMs).toBeGreaterThan(0)
        else expect(before.word.beat).toBeNull()

        await worker.kill('SIGKILL')
        if (can.showConnections && can.nameHolder) {
          await eventually('its holder to be away', WITHIN_MS, async () => {
            const sight = await see(scene, job)
            // Given to the survivor before the look could see it: then the survivor has it.
            return isAway(sight) || sight.word.attempt > job.attempt ? { found: undefined } : { seen: JSON.stringify(sight) }
          })
        } else {
          // The queue goes on saying that it is active, and that is not taken for life, nor its silence for death.
          for (let look = 0; look < LOOKS; look += 1) {
            const sight = await see(scene, job)
            if (!can.showConnections) expect(isAway(sight)).toBe(false)
            if (!can.beats) expect(sight.word).toMatchObject({ state: 'active', beat: null, attempt: 1 })
          }
        }
      })
    }

    it('never counts one that came later among those that may have it', async () => {
      const { scene, job } = await holding({ survivor: true })
      const { word, look } = await see(scene, job)
      if (can.nameHolder) expect(word.holders).toHaveLength(1)
      else expect(word.holders.length).toBeLessThanOrEqual(Math.max(0, look.workers.length - 1))
    })

    if (can.nameHolder) {
      it('no longer counts one that ended as it should among those that may have it', async () => {
        const { scene, job, worker } = await holding({ survivor: true })
        const later = await scene.add({ payload: { do: 'hold' } })
        await scene.untilWord(later, 'active')
        await scene.stand.release(job.id)
        await scene.until(job, 'completed')
        await worker.stop()
        expect((await see(scene, later)).word.holders).toHaveLength(1)
      })
    }

    it('never says that it is away while it is frozen', async () => {
      const { scene, job, worker } = await holding({ survivor: false })
      await worker.kill('SIGSTOP')
      for (let look = 0; look < LOOKS; look += 1) expect(isAway(await see(scene, job))).toBe(false)
      await worker.kill('SIGCONT')
      await scene.stand.release(job.id)
      await scene.until(job, 'completed', 'absent')
    })

    it('counts no session of Runtruth among the workers', async () => {
      const scene = await openScene(openStand)
      await scene.stand.add({ payload: { do: 'hold' } })
      const others = [scene.open(), scene.open()]
      for (const other of others) await other.look()
      const { workers, queues } = await scene.reader.look()
      expect(workers).toEqual([])
      expect(queues.map(({ liveWorkers }) => liveWorkers)).toEqual(queues.map(() => 0))
    })
  })

  describe('of the store', () => {
    it('throws while it is away, and goes on when it is back, with a later start', async () => {
      const scene = await openScene(openStand, { ownStore: true })
      const { reader, stand } = scene
      const job = await scene.add({ payload: { do: 'hold' } })
      const before = await reader.look()
      const { cursor } = await reader.recent(null)
      if (can.upSince) expect(before.upSince?.getTime()).toBeLessThanOrEqual(before.now.getTime())
      else expect(before.upSince).toBeNull()

      const restarted = stand.restartStore?.()
      const failures = await failuresUntil(restarted, async () => await reader.look())
      expect(failures).toBeGreaterThan(0)
      const after = await lookWhenBack(reader, () => true)
      if (can.upSince) {
        expect(after.upSince?.getTime()).toBeGreaterThan(before.upSince?.getTime() ?? Number.POSITIVE_INFINITY)
        expect(after.upSince?.getTime()).toBeLessThanOrEqual(after.now.getTime())
      }
      expect(await reader.probe([job])).toMatchObject([{ id: job.id, key: job.key, state: 'waiting' }])
      const added = await stand.add({ payload: { do: 'hold' } })
      const { words, complete } = await reader.recent(cursor)
      if (complete) expect(words.map(({ id }) => id)).toContain(added)
    })

    it('is up since it dropped every session, where it can do that without being started anew', async () => {
      const { reader, stand } = await openScene(openStand, { ownStore: true })
      if (!stand.crashStore) return
      const before = await reader.look()
      await stand.crashStore()
      const after = await lookWhenBack(reader, ({ upSince }) => (upSince ?? before.now) > before.now)
      expect(after.upSince?.getTime()).toBeLessThanOrEqual(after.now.getTime())
    })
  })
}

/** The first look that succeeds and is so. */
async function lookWhenBack(reader: SourceReader, isSo: (look: SourceLook) => boolean): Promise<SourceLook> {
  return await eventually('a look', WITHIN_MS, async () => {
    return await reader.look().then(
      (look) => (isSo(look) ? { found: look } : { seen: JSON.stringify(look) }),
      (error: unknown) => ({ seen: String(error) }),
    )
  })
}

/** Asks again and again until something is over; how often the answer was an error. */
async function failuresUntil(over: Promise<void> | undefined, ask: () => Promise<unknown>): Promise<number> {
  let isOver = false
  let failures = 0
  const ending = over?.finally(() => (isOver = true))
  await eventually(
    'the store to be back',
    WITHIN_MS,
    async () => {
      await ask().catch(() => (failures += 1))
      return isOver ? { found: undefined } : { seen: `${failures} failures` }
    },
    20,
  )
  await ending
  return failures
}
