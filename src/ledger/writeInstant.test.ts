import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeInstant } from './writeInstant.ts'

test('an instant is written as everywhere else', () => {
  fc.assert(
    fc.property(fc.array(fc.date({ noInvalidDate: true }), { minLength: 1 }), (instants) => {
      expect(instants.map(writeInstant)).toEqual(instants.map((at) => at.toISOString()))
    }),
  )
  for (const text of ['2026-11-29T00:00:00.000Z', '2026-11-29T23:59:59.999Z', '1969-12-31T23:59:59.999Z', '+012026-01-01T00:00:00.001Z'])
    expect(writeInstant(new Date(text))).toBe(text)
})

test('what is no instant is refused', () => {
  expect(() => writeInstant(new Date(Number.NaN))).toThrow(RangeError)
})
