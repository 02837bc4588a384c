import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonBytes } from './jsonBytes.ts'

const text = (body: object) => new TextDecoder().decode(jsonBytes(body))

test('an object is written as JSON.stringify writes it, whatever is in it', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.jsonValue()),
    fc.constantFrom(undefined, Number.NaN, () => {}, [undefined, () => {}]),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), value), (body) => {
      expect(text(body)).toBe(JSON.stringify(body))
    }),
  )
})

test('also when it has more in it than any before, and afterwards', () => {
  for (const size of [10, 2_000, 10]) {
    const body = { operations: Array.from({ length: size }, (_, id) => ({ id, label: 'Prüfung – 監査 😀'.repeat(20) })), next: null }
    expect(text(body)).toBe(JSON.stringify(body))
  }
})
