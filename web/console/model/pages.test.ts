import { expect, test } from 'vitest'
import { pages, segmentOf } from './pages.ts'

test('what is written into an address is read from it again, and a broken address breaks nothing', () => {
  for (const slug of ['acme', 'a/b', '100%', 'شركة']) expect(segmentOf(pages.hub(slug).split('/')[3]!)).toBe(slug)
  expect(segmentOf('%E0%A4%A')).toBe('%E0%A4%A')
})
