import { describe, expect, it } from 'vitest'
import { NEXT_AT_MOST, type SeenQueue } from '../../../src/sources/contract.ts'
import { eventually } from '../../support/eventually.ts'
import { openScene, type Scene, type SuiteOf, WITHIN_MS } from './scene.ts'

/** Why a job waits. */
export function describeWaiting({ can, openStand }: SuiteOf): void {
  const queueOf = async ({ reader, stand }: Scene): Promise<SeenQueue> => {
    const queue = (await reader.look()).queues.find(({ name }) => name === stand.queue)
    if (!queue) throw new Error(`The look has no queue ${stand.queue}.`)
    return queue
  }

  describe('of a job that waits', () => {
    it('says how many workers serve its queue, and that there is none when there is none', async () => {
      const scene = await openScene(openStand)
      await scene.stand.add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
      const serving = (count: number) => (look: { queues: readonly SeenQueue[] }) =>
        look.queues.some(({ name, liveWorkers }) => name === scene.stand.queue && liveWorkers === count)
      await scene.untilLook('nobody to serve', serving(0))
      const first = await scene.stand.worker()
      await scene.untilLook('one worker', serving(1))
      const second = await scene.stand.worker()
      await scene.untilLook('two workers', serving(2))
      await first.kill('SIGKILL')
      await scene.untilLook('one worker again', serving(1))
      await second.stop()
      await scene.untilLook('nobody again', serving(0))
    })

    if (can.order) {
      it('says what starts before it, in the order in which the queue then does it', async () => {
        const scene = await openScene(openStand)
        const { stand } = scene
        const ids: string[] = []
        for (let at = 0; at < 5; at += 1) ids.push(await stand.add({ payload: { do: 'hold' } }))
        const urgent = can.priorities ? [await stand.add({ payload: { do: 'hold' }, priority: 5 })] : []
        await stand.add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
        const { next } = await queueOf(scene)
        expect(next).toEqual([...urgent, ...ids])

        await stand.worker()
        for (const id of next ?? []) {
          await scene.untilWord(await scene.find(id), 'active')
          expect((await queueOf(scene)).next).not.toContain(id)
          await stand.release(id)
        }
      })

      it('names no more than it should of a long queue', async () => {
        const scene = await openScene(openStand)
        await scene.stand.crowd(NEXT_AT_MOST + 20, { do: 'succeed' })
        expect((await queueOf(scene)).next).toHaveLength(NEXT_AT_MOST)
      })
    } else {
      it('claims no order, since the queue has none', async () => {
        const scene = await openScene(openStand)
        await scene.stand.add({ payload: { do: 'hold' } })
        expect((await queueOf(scene)).next).toBeNull()
      })
    }

    if (can.pause) {
      it('says that its queue is paused, for as long as it is', async () => {
        const scene = await openScene(openStand)
        await scene.stand.add({ payload: { do: 'hold' } })
        expect((await queueOf(scene)).paused).toBeNull()
        await scene.stand.pause?.()
        await scene.untilLook('the pause', (look) => look.queues.some(({ name, paused }) => name === scene.stand.queue && paused !== null))
        await scene.stand.resume?.()
        await scene.untilLook('its end', (look) => look.queues.some(({ name, paused }) => name === scene.stand.queue && paused === null))
      })
    } else {
      it('claims no pause, since the queue has none', async () => {
        const scene = await openScene(openStand)
        await scene.stand.add({ payload: { do: 'hold' } })
        expect((await queueOf(scene)).paused).toBeNull()
      })
    }

    if (can.keepApart) {
      it('says that a limit holds it back, when one does and not before', async () => {
        const { stand, find, untilWord, reader } = await openScene(openStand)
        const add = async (delayMs = 0) => await find(await stand.add({ payload: { do: 'hold' }, delayMs, apart: 'one at a time' }))
        const both = [await add(), await add()] as const
        const free = await add(3_600_000)
        expect(both.map(({ waits }) => waits)).toEqual([null, null])
        await stand.worker({ concurrency: 4 })
        // Of several fetchers at once the later may skip the job that the earlier has locked, take the other and commit first.
        const [first, second] = await eventually('one of both to be active', WITHIN_MS, async () => {
          const states = (await reader.probe(both)).map(({ state }) => state)
          const at = states.indexOf('active')
          return at < 0 ? { seen: states.join(', ') } : { found: at === 0 ? both : ([both[1], both[0]] as const) }
        })
        const words = await reader.probe([first, second, free])
        expect(words.map((word) => (word.state === 'absent' ? 'absent' : [word.state, word.waits]))).toEqual([
          ['active', null],
          ['waiting', { dependencies: null, concurrencyLimit: 1 }],
          ['delayed', null],
        ])
        await stand.release(first.id)
        expect(await untilWord(second, 'active')).toMatchObject({ waits: null })
      })
    }

    if (can.dependencies) {
      it('says how many jobs have to end before it', async () => {
        const { stand, add, find, untilWord, until } = await openScene(openStand)
        const [first, second] = [await add({ payload: { do: 'hold' } }), await add({ payload: { do: 'hold' } })]
        const last = await find(await stand.add({ payload: { do: 'hold' }, needs: [first.id, second.id] }))
        expect(last).toMatchObject({ state: 'waiting', waits: { dependencies: 2 } })
        await stand.worker({ concurrency: 3 })
        await untilWord(first, 'active')
        await stand.release(first.id)
        await until(first, 'completed', 'absent')
        expect(await untilWord(last, 'waiting')).toMatchObject({ waits: { dependencies: 1 } })
        await stand.release(second.id)
        expect(await untilWord(last, 'active')).toMatchObject({ waits: null })
      })
    }
  })
}
