import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnFor } from '../around.ts'
import { dayAt, dayStart } from './days.ts'

const ZONES = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'America/Havana', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati']

const inZone = <T>(zone: string, read: () => T) => drawnFor({ base: '', reader: { locale: 'en-GB', zone } }, read)
const dateIn = (zone: string, ms: number) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short' }).format(ms)

test('the day of a reader begins with the first instant that has its date, in every zone and on the nights when clocks change', () => {
  const instant = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) })
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instant, (zone, nowMs) => {
      const beginsMs = Date.parse(inZone(zone, () => dayStart(nowMs)))
      expect(beginsMs).toBeLessThanOrEqual(nowMs)
      expect(dateIn(zone, beginsMs)).toBe(dateIn(zone, nowMs))
      expect(dateIn(zone, beginsMs - 1)).not.toBe(dateIn(zone, nowMs))
    }),
  )
})

test.each([
  ['Europe/Berlin', [2026, 11, 25], '2026-11-24T23:00:00.000Z'],
  ['Europe/Berlin', [2026, 11, 31], '2026-11-30T23:00:00.000Z'],
  // Midnight itself was skipped, and was there twice.
  ['America/Sao_Paulo', [2017, 10, 15], '2017-10-15T03:00:00.000Z'],
  ['America/Sao_Paulo', [2018, 2, 18], '2018-02-18T03:00:00.000Z'],
  ['America/Havana', [2026, 11, 1], '2026-11-01T04:00:00.000Z'],
] as const)('%s, %j', (zone, [year, month, day], begins) => {
  expect(inZone(zone, () => dayAt(year, month, day))).toBe(begins)
})
