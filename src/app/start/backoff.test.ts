import { expect, it } from 'vitest'
import { nextBackoffMs } from './backoff.ts'

it('a process that keeps dying young waits twice as long each time, up to half a minute', () => {
  const waits: number[] = []
  let waitMs: number | null = null
  for (let tried = 0; tried < 8; tried += 1) {
    waitMs = nextBackoffMs(waitMs, 100)
    waits.push(waitMs)
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

it('one that had been well is started again after a second', () => {
  expect(nextBackoffMs(30_000, 3_600_000)).toBe(1_000)
})
