import { expect, test } from 'vitest'
import { readReader, writeReader } from './reader.ts'

test.each([
  { locale: 'en-GB', zone: 'Europe/Berlin', theme: 'dark' },
  { locale: 'pt-BR', zone: 'America/Argentina/Buenos_Aires', theme: 'system' },
] as const)('what a browser leaves is what the server reads: $locale, $zone', (reader) => {
  const written = writeReader(reader)
  // Signs that a cookie may hold as they are.
  expect(written).toMatch(/^[\w%.!~*'()|-]+$/)
  expect(readReader(written)).toEqual(reader)
})

test.each(['', '|', 'en-GB|Europe/Berlin', 'en-GB|Nowhere/Town|dark', 'not a language|UTC|dark', '%|UTC|dark', 'xx-unknown|UTC|light'])(
  'what no browser has written is nobody: %j',
  (text) => {
    expect(readReader(text)).toBeNull()
  },
)

test('an unknown colour is that of the system', () => {
  expect(readReader('en-GB|UTC|mauve')).toEqual({ locale: 'en-GB', zone: 'UTC', theme: 'system' })
})
