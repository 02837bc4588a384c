import { describe, expect, it } from 'vitest'
import { openScene, type SuiteOf } from './scene.ts'

/** What it means that a job is not there. */
export function describeAbsence({ can, openStand }: SuiteOf): void {
  describe('of a job that is not there', () => {
    it('says that it does not know an id that it never gave, amid others that are there', async () => {
      const { reader, add, stand } = await openScene(openStand)
      const known = await add({ payload: { do: 'hold' } })
      const strangers = ['987654321', 'no-such-job', '00000000-0000-4000-8000-000000000000', '99999999999999999999999'].map((id) => ({
        queue: stand.queue,
        id,
        key: `${id}-1`,
      }))
      const words = await reader.probe([...strangers.slice(0, 2), known, ...strangers.slice(2)])
      expect(words.map((word) => (word.state === 'absent' ? word.end : word.state))).toEqual([
        'unknown',
        'unknown',
        'waiting',
        'unknown',
        'unknown',
      ])
      expect(words.map(({ id, queue }) => ({ id, queue }))).toEqual(
        [...strangers.slice(0, 2), known, ...strangers.slice(2)].map(({ id, queue }) => ({ id, queue })),
      )
      for (const word of words) if (word.state === 'absent') expect(word.because).toMatch(/^\p{Lu}.+\.$/u)
    })

    it('tells it from one that is, also to whoever does not know which life of it', async () => {
      const { reader, add } = await openScene(openStand)
      const known = await add({ payload: { do: 'hold' } })
      expect(await reader.probe([{ ...known, key: '' }])).toEqual(await reader.probe([known]))
      expect(await reader.probe([{ ...known, key: '' }])).toMatchObject([{ id: known.id, key: known.key, state: 'waiting' }])
      expect(await reader.probe([{ ...known, id: '987654321', key: '' }])).toMatchObject([{ state: 'absent', end: 'unknown' }])
    })

    it('says how it ended only as far as the queue tells, and why', async () => {
      const { reader, add, until, stand } = await openScene(openStand)
      const added = await add({ payload: { do: 'hold' } })
      await stand.remove(added.id)
      const gone = await until(added, 'absent')
      if (gone.state !== 'absent') throw new Error('It is there.')
      expect(gone).toMatchObject({ queue: added.queue, id: added.id, key: added.key })
      if (can.tellEndOfAbsent) expect(gone.end).toBe('deleted')
      else expect(['succeeded', 'unknown']).toContain(gone.end)
      // Whatever it takes the absence for, it says that a removal looks the same, where it does.
      expect(gone.because).toMatch(can.tellEndOfAbsent ? /\.$/ : /removed|deleted/)
      // A reader that never saw it says the same: nothing of it is memory.
      expect(await reader.probe([{ queue: added.queue, id: added.id, key: added.key }])).toEqual([gone])
    })

    it('never takes a job for succeeded that was removed before it was due', async () => {
      const { reader, add, stand } = await openScene(openStand)
      const added = await add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
      await stand.remove(added.id)
      const [gone] = await reader.probe([{ ...added, lastHeard: added }])
      if (gone?.state !== 'absent') throw new Error('It is there.')
      expect(['deleted', 'unknown']).toContain(gone.end)
    })

    if (can.chooseIds) {
      it('tells a job from an earlier one of the same id', async () => {
        const { reader, add, stand } = await openScene(openStand)
        const first = await add({ payload: { do: 'hold' }, jobId: '00000000-0000-4000-8000-000000000001' })
        await stand.remove(first.id)
        const second = await add({ payload: { do: 'succeed' }, jobId: first.id })
        expect(second.id).toBe(first.id)
        expect(second.key).not.toBe(first.key)
        const [earlier, later] = await reader.probe([first, second])
        expect(earlier).toMatchObject({ state: 'absent', key: first.key })
        expect(later).toMatchObject({ state: 'waiting', key: second.key })
      })
    }
  })
}
