import { expect, test } from 'vitest'
import { formatAge, formatDuration, formatDurationRange, formatExactDuration, formatNumber } from './durations.ts'

test.each([
  [0, '0 s'],
  [-5_000, '0 s'],
  [350, '350 ms'],
  [48_999, '48 s'],
  [60_000, '1 min'],
  [192_000, '3 min 12 s'],
  [599_999, '9 min 59 s'],
  [630_000, '10 min'],
  [14 * 60_000 + 59_000, '14 min'],
  [3_600_000, '1 h'],
  [12_000_000, '3 h 20 min'],
  [86_400_000, '1 d'],
  [187_200_000, '2 d 4 h'],
  [1_204 * 86_400_000, '1,204 d'],
])('%d ms is said as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words)
})

test('an age never claims milliseconds', () => {
  expect([formatAge(350), formatAge(1_999), formatAge(-1)]).toEqual(['0 s', '1 s', '0 s'])
})

test('a threshold is said exactly', () => {
  expect([500, 2_000, 2_500, 90_000, 930_000, 600_000, 3_605_000, 93_600_000].map(formatExactDuration)).toEqual([
    '500 ms',
    '2 s',
    '2.5 s',
    '1 min 30 s',
    '15 min 30 s',
    '10 min',
    '1 h 5 s',
    '1 d 2 h',
  ])
})

test('a range says its unit once where it can', () => {
  expect(formatDurationRange(120_000, 240_000)).toBe('2–4 min')
  expect(formatDurationRange(48_000, 180_000)).toBe('48 s – 3 min')
  expect(formatDurationRange(130_000, 240_000)).toBe('2 min 10 s – 4 min')
  expect(formatDurationRange(720_000, 750_000)).toBe('12 min')
})

test('numbers have thousands separators', () => {
  expect([0, 999, 1_204, 1_000_000, 123_456_789].map(formatNumber)).toEqual(['0', '999', '1,204', '1,000,000', '123,456,789'])
})
