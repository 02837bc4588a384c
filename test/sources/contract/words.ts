import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { FAILURE } from '../sourceStand.ts'
import { openScene, WITHIN_MS, type SuiteOf } from './scene.ts'

const HOUR_MS = 3_600_000

/** Each state's word. */
export function describeWords({ can, openStand }: SuiteOf): void {
  describe('says of a job', () => {
    it('that it waits, with what it was given, and that no attempt has begun', async () => {
      const { add, reader, stand } = await openScene(openStand)
      const word = await add({ payload: { do: 'hold' }, attempts: 3 })
      const { now } = await reader.look()
      expect(word).toMatchObject({
        queue: stand.queue,
        state: 'waiting',
        payload: { do: 'hold' },
        attempt: 0,
        maxAttempts: 3,
        startedAt: null,
        endedAt: null,
        counts: null,
        failure: null,
        failureDetail: null,
        waits: null,
        holders: [],
        beat: null,
      })
      expect(word.name).not.toBe('')
      expect(word.createdAt.getTime()).toBeLessThanOrEqual(now.getTime())
      expect((word.availableAt ?? word.createdAt).getTime()).toBeLessThanOrEqual(now.getTime())
    })

    it('until when it is delayed', async () => {
      const { add, reader } = await openScene(openStand)
      const word = await add({ payload: { do: 'hold' }, delayMs: HOUR_MS })
      const { now } = await reader.look()
      expect(word).toMatchObject({ state: 'delayed', attempt: 0 })
      const inMs = (word.availableAt?.getTime() ?? 0) - now.getTime()
      expect(inMs).toBeGreaterThan(HOUR_MS / 2)
      expect(inMs).toBeLessThanOrEqual(HOUR_MS + 2_000)
    })

    it('that it is active in its first attempt, as its own handler knows it, and then how it ended', async () => {
      const { add, until, untilWord, stand } = await openScene(openStand)
      const added = await add({ payload: { do: 'hold' } })
      await stand.worker()
      const active = await untilWord(added, 'active')
      expect(active).toMatchObject({ key: added.key, attempt: 1, endedAt: null, failure: null })
      expect((active.startedAt ?? active.createdAt).getTime()).toBeGreaterThanOrEqual(active.createdAt.getTime())

      const heard = await eventually('its handler to have it', WITHIN_MS, async () => {
        const word = await stand.heardByHandler(added.id)
        return word ? { found: word } : { seen: 'nothing' }
      })
      const { queue, id, key, name, payload } = active
      expect(heard).toMatchObject({ queue, id, key, name, payload, state: 'active', attempt: 1, maxAttempts: active.maxAttempts })

      await stand.release(added.id)
      const ended = await until(added, 'completed', 'absent')
      expect(ended).toMatchObject(
        can.keepEnded ? { state: 'completed', attempt: 1, failure: null, holders: [], beat: null } : { state: 'absent', end: 'succeeded' },
      )
    })

    it('how often it failed, with the first line of why, until no attempt is left', async () => {
      const { add, untilWord, stand } = await openScene(openStand)
      const added = await add({ payload: { do: 'fail' }, attempts: 2 })
      await stand.worker()
      const failed = await untilWord(added, 'failed')
      expect(failed).toMatchObject({ key: added.key, attempt: 2, maxAttempts: 2, failure: FAILURE, holders: [], beat: null })
      expect(failed.failureDetail).toContain('this line is for diagnostics')
      if (can.endedAt) expect(failed.endedAt?.getTime()).toBeGreaterThanOrEqual(failed.createdAt.getTime())
      else expect(failed.endedAt).toBeNull()
    })

    it('that it waits for its next attempt, which is no failure yet', async () => {
      const { add, stand, reader } = await openScene(openStand)
      const added = await add({ payload: { do: 'fail' }, attempts: 3 })
      await stand.worker()
      const again = await eventually('the first attempt to fail', WITHIN_MS, async () => {
        const [word] = await reader.probe([added])
        const between = word && word.state !== 'absent' && word.state !== 'active' && word.attempt > 0
        return between ? { found: word } : { seen: JSON.stringify(word) }
      })
      expect(['waiting', 'delayed']).toContain(again.state)
      expect(again).toMatchObject({ failure: FAILURE, endedAt: null, holders: [] })
    })

    if (can.cancel) {
      it('that it was cancelled', async () => {
        const { add, until, stand } = await openScene(openStand)
        const added = await add({ payload: { do: 'hold' } })
        await stand.cancel?.(added.id)
        expect(await until(added, 'cancelled')).toMatchObject({ attempt: 0 })
      })
    }

    if (can.progress) {
      it('the counts that it reported', async () => {
        const { add, stand, reader } = await openScene(openStand)
        const added = await add({ payload: { do: 'progress', processed: 3, total: 7 } })
        await stand.worker()
        await eventually('its counts', WITHIN_MS, async () => {
          const [word] = await reader.probe([added])
          const counts = word && word.state !== 'absent' ? word.counts : null
          return counts?.processed === 3 && counts.total === 7 ? { found: undefined } : { seen: JSON.stringify(word) }
        })
      })
    }

    it('nothing of a job that is not its own', async () => {
      const { stand } = await openScene(openStand)
      for (const stranger of [null, undefined, 7, 'job', {}, [], { id: '1' }, new Date(0)]) {
        expect(stand.source.wordOf(stranger)).toBeNull()
      }
    })
  })

  describe('answers a probe of many', () => {
    it('in the order asked, each as often as asked, and nothing for none', async () => {
      const { stand, reader, find } = await openScene(openStand)
      const ids = [
        await stand.add({ payload: { do: 'hold' } }),
        await stand.add({ payload: { do: 'hold' }, delayMs: HOUR_MS }),
        await stand.add({ payload: { do: 'succeed' } }),
      ]
      const refs = await Promise.all(ids.map(find))
      const asked = [2, 0, 1, 0].flatMap((place) => refs[place] ?? [])
      expect((await reader.probe(asked)).map(({ id, state }) => `${id} ${state}`)).toEqual([
        `${ids[2]} waiting`,
        `${ids[0]} waiting`,
        `${ids[1]} delayed`,
        `${ids[0]} waiting`,
      ])
      expect(await reader.probe([])).toEqual([])
    })
  })
}
