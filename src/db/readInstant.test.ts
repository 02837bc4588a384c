import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readInstant } from './readInstant.ts'

const written = (at: Date, micros: string) => `${at.toISOString().slice(0, 23).replace('T', ' ')}${micros}+00`

test('an instant in UTC is read to the millisecond, and what is finer is cut off', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      fc.constantFrom('', '0', '9', '123', '999'),
      (at, micros) => {
        expect(readInstant(written(at, micros))).toEqual(at)
      },
    ),
  )
})

test('PostgreSQL leaves out what is zero at the end', () => {
  expect(readInstant('2026-11-29 13:04:05+00').toISOString()).toBe('2026-11-29T13:04:05.000Z')
  expect(readInstant('2026-11-29 13:04:05.1+00').toISOString()).toBe('2026-11-29T13:04:05.100Z')
  expect(readInstant('2026-11-29 13:04:05.00004+00').toISOString()).toBe('2026-11-29T13:04:05.000Z')
})

test('another time zone means the same instant', () => {
  expect(readInstant('2026-11-29 14:04:05.5+01').toISOString()).toBe('2026-11-29T13:04:05.500Z')
  expect(readInstant('2026-11-29 18:49:05.5+05:45').toISOString()).toBe('2026-11-29T13:04:05.500Z')
})

test('the year 10000 and the time before Christ are read as well', () => {
  expect(readInstant('10000-01-01 00:00:00+00').getTime()).toBe(Date.UTC(10_000, 0, 1))
  expect(readInstant('0044-03-15 12:00:00+00 BC').getUTCFullYear()).toBe(-43)
})
