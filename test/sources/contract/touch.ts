import { describe, expect, it } from 'vitest'
import { discoverAll, openScene, type SuiteOf } from './scene.ts'

/** What it leaves alone, and what it changes when it is told to. */
export function describeTouch({ can, openStand }: SuiteOf): void {
  describe('in the store', () => {
    it('changes nothing by looking, probing, following and discovering, not even with control', async () => {
      for (const control of [false, true]) {
        const { stand, reader, add, untilWord } = await openScene(openStand, { control })
        const failing = await add({ payload: { do: 'fail' } })
        const worker = await stand.worker()
        await untilWord(failing, 'failed')
        const held = await untilWord(await add({ payload: { do: 'hold' } }), 'active')
        await worker.kill('SIGKILL')
        await stand.crowd(30, { do: 'succeed' })
        const before = await stand.snapshot()
        const { cursor } = await reader.recent(null)
        for (let turn = 0; turn < 3; turn += 1) {
          await reader.look()
          await reader.recent(cursor)
          await reader.probe([failing, held, { ...held, id: '987654321' }])
          await discoverAll(reader, 7)
          await reader.totals()
        }
        expect(await stand.snapshot()).toBe(before)
      }
    })

    it('acts on no job unless it was opened to', async () => {
      const { stand, reader, add } = await openScene(openStand)
      const job = await add({ payload: { do: 'hold' } })
      const before = await stand.snapshot()
      await expect(reader.cancel(job)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(reader.retry(job)).rejects.toMatchObject({ code: 'forbidden' })
      expect(await stand.snapshot()).toBe(before)
    })

    it('cancels a job that waits so that it never runs, and says so afterwards', async () => {
      const { stand, reader, add, until } = await openScene(openStand, { control: true })
      const [doomed, other] = [await add({ payload: { do: 'hold' }, attempts: 3 }), await add({ payload: { do: 'hold' } })]
      const later = await add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
      expect(await reader.cancel(doomed)).toBe('done')
      expect(await reader.cancel(later)).toBe('done')
      for (const cancelled of [doomed, later]) {
        const word = await until(cancelled, 'cancelled', 'absent')
        expect(word).toMatchObject(word.state === 'absent' ? { end: 'deleted' } : { state: 'cancelled', attempt: 0 })
      }
      expect(await reader.cancel(doomed)).toBe('refused')
      await stand.worker()
      await until(other, 'active')
      await stand.release(other.id)
      await until(other, 'completed', 'absent')
      expect(await stand.heardByHandler(doomed.id)).toBeNull()
    })

    it('refuses what the state does not allow, another life of the id, and a job that is not there', async () => {
      const { stand, reader, add, untilWord } = await openScene(openStand, { control: true })
      const waiting = await add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
      const held = await add({ payload: { do: 'hold' } })
      await stand.worker()
      await untilWord(held, 'active')
      const before = await stand.snapshot()
      expect(await reader.retry(waiting)).toBe('refused')
      expect(await reader.retry(held)).toBe('refused')
      expect(await reader.cancel(held)).toBe('refused')
      for (const stranger of [
        { ...waiting, key: `${waiting.id}-1` },
        { ...waiting, key: 'another life' },
        { ...waiting, id: '987654321' },
        { ...waiting, id: 'no-such-job' },
      ]) {
        expect(await reader.cancel(stranger)).toBe('refused')
        expect(await reader.retry(stranger)).toBe('refused')
      }
      expect(await stand.snapshot()).toBe(before)
    })

    it('retries a job that failed for good: one more attempt, which bears a number of its own', async () => {
      const { stand, reader, add, until, untilWord } = await openScene(openStand, { control: true })
      const failing = await add({ payload: { do: 'fail' } })
      const worker = await stand.worker()
      await untilWord(failing, 'failed')
      await worker.stop()
      expect(await reader.cancel(failing)).toBe('refused')
      expect(await reader.retry(failing)).toBe('done')
      const again = await untilWord(failing, 'waiting')
      expect(again).toMatchObject({ key: failing.key, endedAt: null })
      expect(await reader.retry(failing)).toBe('refused')
      await stand.worker()
      const failed = await until(failing, 'failed')
      expect(failed).toMatchObject({ attempt: 2, maxAttempts: 2 })
    })

    it('retries what was cancelled, with the attempts it had left', async () => {
      const { stand, reader, add, until, untilWord } = await openScene(openStand, { control: true })
      const job = await add({ payload: { do: 'succeed' }, attempts: 3 })
      expect(await reader.cancel(job)).toBe('done')
      const [cancelled] = await reader.probe([job])
      // A queue whose way of cancelling is to delete has nothing left to retry.
      if (cancelled?.state !== 'cancelled') return
      expect(await reader.retry(job)).toBe('done')
      expect(await untilWord(job, 'waiting')).toMatchObject({ attempt: 0, maxAttempts: 3 })
      await stand.worker()
      await until(job, can.keepEnded ? 'completed' : 'absent')
    })
  })
}
