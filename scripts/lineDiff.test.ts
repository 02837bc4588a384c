import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineDiff } from './lineDiff.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))

describe('lineDiff', () => {
  it('is null for equal texts and for no others', () => {
    fc.assert(fc.property(text, text, (before, after) => (lineDiff(before, after) === null) === (before === after)))
  })

  it('marks what left and what came, with what stands around it', () => {
    expect(lineDiff('1\n2\n3\n4\n5\n6\n7', '1\n2\n3\nfour\n5\n6\n7')).toBe('…\n  2\n  3\n- 4\n+ four\n  5\n  6\n…'.replace(/^…\n/, ''))
  })

  it('leads from the first text to the second when its marks are followed', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = (lineDiff(before, after) ?? '').split('\n')
        const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length
        if (before === after) return
        expect(count('+ ') - count('- ')).toBe(after.split('\n').length - before.split('\n').length)
      }),
    )
  })
})
