import { expect, test } from 'vitest'
import { namedLike } from './namedLike.ts'

const all = [
  { slug: 'contoso', name: 'Contoso' },
  { slug: 'fabrikam-de', name: 'Fabrikam Österreich' },
]

test('tenants are found by a part of their name or address, whatever its case and accents', () => {
  expect(namedLike(all, ' CONT ')).toEqual([all[0]])
  expect(namedLike(all, 'oster')).toEqual([all[1]])
  expect(namedLike(all, '-de')).toEqual([all[1]])
  expect(namedLike(all, '')).toEqual(all)
  expect(namedLike(all, 'nobody')).toEqual([])
})
