import { expect, test } from 'vitest'
import { slugFor } from './slugFor.ts'

test('an address is made of what is left of a name', () => {
  expect(slugFor('Contoso')).toBe('contoso')
  expect(slugFor('  Fabrikam Österreich & Söhne ')).toBe('fabrikam-osterreich-sohne')
  expect(slugFor('متجر')).toBe('')
  expect(slugFor(`${'a'.repeat(62)} b`)).toBe('a'.repeat(62))
})
