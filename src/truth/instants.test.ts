import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatClock, formatInstant, LAST_INSTANT_MS, parseInstant } from './instants.ts'

const seed = Math.floor(Math.random() * 2 ** 31)

describe(`instants, seed ${seed}`, () => {
  test('every instant of four-digit years survives being written and read', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200_000, max: LAST_INSTANT_MS }), (ms) => parseInstant(formatInstant(ms)) === ms),
      { seed },
    )
  })

  test.each([
    ['2026-11-23T12:03:04Z', '2026-11-23T12:03:04.000Z'],
    ['2026-11-23T12:03Z', '2026-11-23T12:03:00.000Z'],
    ['2026-11-23T12:03:04.123456Z', '2026-11-23T12:03:04.123Z'],
    ['2026-11-23T12:03:04.5+02:00', '2026-11-23T10:03:04.500Z'],
    ['2026-11-23 12:03:04.12-0330', '2026-11-23T15:33:04.120Z'],
    ['2026-11-23 12:03:04+00', '2026-11-23T12:03:04.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(formatInstant(parseInstant(text))).toBe(instant)
  })

  test.each([
    '',
    'soon',
    '2026-11-23',
    '2026-11-23T12:03:04',
    '2026-02-30T12:03:04Z',
    '2025-02-29T12:03:04Z',
    '2026-13-01T12:03:04Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T12:60:00Z',
    '2026-11-23T12:03:04.Z',
    '2026-11-23T12:03:04Zulu',
    '2026-11-23T12:03:04+2',
    '+002026-11-23T12:03:04Z',
    '2026-11-23T12:03:04 Z',
  ])('%j is no instant: nothing is guessed, least of all a zone', (text) => {
    expect(parseInstant(text)).toBeNaN()
  })
})

test('the clock names the day only where it is not the day of the evaluation', () => {
  const asOfMs = parseInstant('2026-11-23T00:30:00Z')
  expect(formatClock(parseInstant('2026-11-23T00:00:00Z'), asOfMs)).toBe('00:00:00')
  expect(formatClock(parseInstant('2026-11-22T23:59:59.999Z'), asOfMs)).toBe('22 Nov 23:59:59')
  expect(formatClock(parseInstant('2025-11-23T12:03:04Z'), asOfMs)).toBe('23 Nov 2025 12:03:04')
  expect(formatClock(parseInstant('2026-11-23T12:03:04Z'), Number.NaN)).toBe('23 Nov 2026 12:03:04')
})
