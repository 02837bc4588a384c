import { describe, expect, test } from 'vitest'
import { golden } from '../testing/golden.ts'
import { mostUrgent } from './urgency.ts'

const lost = (id: string) => golden('worker-killed', { id })
const stale = (id: string) => golden('worker-silent', { id })
const failed = (id: string) => golden('failed', { id })
const calm = (id: string) => golden('just-started', { id })

describe('the most urgent operation', () => {
  test('is the one with proof, then the one under suspicion, then the one that ended badly', () => {
    expect(mostUrgent([failed('9'), stale('8'), lost('1'), calm('10')])?.operation.id).toBe('1')
    expect(mostUrgent([failed('9'), stale('8'), calm('10')])?.operation.id).toBe('8')
    expect(mostUrgent([failed('9'), calm('10')])?.operation.id).toBe('9')
  })

  test('is the newest among equals, by number and not by letters', () => {
    expect(mostUrgent([failed('9'), failed('10'), failed('2')])?.operation.id).toBe('10')
  })

  test('is none where nothing asks for anything', () => {
    expect(mostUrgent([calm('1'), golden('succeeded'), golden('failed-then-superseded'), golden('uncovered-type')])).toBeNull()
    expect(mostUrgent([])).toBeNull()
  })

  test('is the same however the known ones are ordered', () => {
    const known = [calm('1'), failed('2'), stale('3'), lost('4'), lost('5')]
    expect(mostUrgent(known)?.operation.id).toBe('5')
    expect(mostUrgent(known.toReversed())?.operation.id).toBe('5')
  })
})
