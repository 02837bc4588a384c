import { expect, test } from 'vitest'
import { GOLDEN, golden } from '../testing/golden.ts'
import { rowOf, showsTenants } from './rowOf.ts'

test('a row repeats nothing that its guidance says already', () => {
  for (const { situation, shown } of GOLDEN) {
    const { progress, duration } = rowOf(shown)
    for (const words of [progress, duration])
      if (words !== null) expect([situation, shown.verdict.guidance.startsWith(words)]).toEqual([situation, false])
  }
  expect(rowOf(golden('counting')).progress).toBeNull()
  expect(rowOf(golden('frozen-progress-of-a-silent-worker')).progress).toMatch(/^Last reported /)
})

test('the time is that of the last step, and a missing one is none', () => {
  const completedAt = '2026-11-23T12:03:00.000Z'
  expect(rowOf(golden('succeeded', { completedAt }))).toMatchObject({ at: completedAt, atWord: 'ended' })
  expect(rowOf(golden('just-started', { startedAt: null }))).toMatchObject({ at: null, atWord: 'started' })
  expect(rowOf(golden('just-queued', { createdAt: completedAt }))).toMatchObject({ at: completedAt, atWord: 'queued' })
})

test('tenants are shown where they tell rows apart', () => {
  const contoso = golden('succeeded', { tenant: 'contoso' })
  const nobody = golden('succeeded', { tenant: null })
  expect(showsTenants([contoso], '', 2)).toBe(true)
  expect(showsTenants([contoso], 'contoso', 2)).toBe(false)
  expect(showsTenants([contoso, contoso], '', 1)).toBe(false)
  expect(showsTenants([contoso, nobody], '', 1)).toBe(true)
})
