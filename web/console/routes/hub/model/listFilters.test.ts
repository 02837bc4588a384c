import { expect, test } from 'vitest'
import { EVERYTHING } from './hubView.ts'
import { dayStart } from '../../../model/days.ts'
import { listFilters } from './listFilters.ts'

const NOW = new Date(2026, 10, 25, 14, 30).getTime()
const local = (day: number, hours = 0, minutes = 0) => new Date(2026, 10, day, hours, minutes).toISOString()

test('what is empty is not asked for: the API refuses empty values', () => {
  expect(listFilters(EVERYTHING, NOW)).toEqual({ limit: 50 })
})

test.each([
  ['active', { status: 'active' }],
  ['attention', { problem: 'active_stale_attention' }],
  ['follow-up', { problem: 'terminal_follow_up' }],
  ['history', { status: 'completed' }],
] as const)('the tab %s asks the server for what it names', (tab, filters) => {
  expect(listFilters({ ...EVERYTHING, tab }, NOW)).toEqual({ ...filters, limit: 50 })
})

test('a span goes back from now, and the days of an own span belong to it from midnight to midnight', () => {
  expect(listFilters({ ...EVERYTHING, span: 'hour' }, NOW).from).toBe(local(25, 13, 30))
  expect(listFilters({ ...EVERYTHING, span: 'custom', fromDay: '2026-11-20', toDay: '2026-11-20' }, NOW)).toMatchObject({
    from: local(20),
    to: local(21),
  })
  expect(listFilters({ ...EVERYTHING, span: 'custom', toDay: '2026-11-20' }, NOW).from).toBeUndefined()
})

test('today began at the midnight of the reader', () => {
  expect(dayStart(NOW)).toBe(local(25))
  expect(listFilters({ ...EVERYTHING, tab: 'history', outcome: 'succeeded', endedToday: true }, NOW)).toEqual({
    status: 'completed',
    outcome: 'succeeded',
    endedSince: local(25),
    limit: 50,
  })
})

test('the last cursor of the trail is the page', () => {
  expect(listFilters({ ...EVERYTHING, trail: ['first', 'second'] }, NOW).cursor).toBe('second')
})
