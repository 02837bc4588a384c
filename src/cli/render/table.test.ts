import { describe, expect, it } from 'vitest'
import type { Screen } from '../io.ts'
import { printable } from './printable.ts'
import { renderTable } from './table.ts'
import { cutTo, textWidth } from './textWidth.ts'

const screen: Screen = { isTerminal: false, columns: () => undefined, rows: () => undefined, write: () => {}, paint: (_tone, text) => text }
const COLUMNS = [
  { title: 'Verdict' },
  { title: 'Operation', flexible: true, minWidth: 6 },
  { title: 'Detail', flexible: true, minWidth: 8 },
] as const
const ROWS = [
  [{ text: '● Running' }, { text: 'Inventory of everything there is' }, { text: '37 of 100' }],
  [{ text: '✓ Succeeded' }, { text: '在庫同期' }, { text: 'Finished at 12:03:04 UTC.' }],
]

describe('renderTable', () => {
  it('cuts nothing in a pipe', () => {
    expect(renderTable(screen, COLUMNS, ROWS, undefined).join('\n')).toContain('Inventory of everything there is')
  })

  it('never writes a line wider than the terminal, however narrow, and the verdict stays whole while it can', () => {
    for (let width = 1; width <= 120; width += 1) {
      const lines = renderTable(screen, COLUMNS, ROWS, width)
      for (const line of lines) expect(textWidth(line), `${width}: ${line}`).toBeLessThanOrEqual(width)
      if (width >= 12) expect(lines[2]).toContain('✓ Succeeded')
    }
  })

  it('aligns what follows letters of two columns', () => {
    const [, first = '', second = ''] = renderTable(screen, COLUMNS, ROWS, undefined)
    expect(textWidth(first.slice(0, first.indexOf('37 of')))).toBe(textWidth(second.slice(0, second.indexOf('Finished'))))
  })

  it('puts no control character of the ledger on the terminal', () => {
    const hostile = 'Backup\u001b[2J\u001b]0;title\u0007\r\n\u202egnp'
    const lines = renderTable(screen, COLUMNS, [[{ text: hostile }, { text: '' }, { text: '' }]], undefined)
    expect(lines).toHaveLength(2)
    expect(
      lines
        .join('')
        .split('')
        .filter((letter) => letter < ' ' || (letter > '~' && letter < '\u00a0') || letter === '\u202e'),
    ).toEqual([])
    expect(printable('plain ✓ 在庫')).toBe('plain ✓ 在庫')
  })
})

describe('cutTo', () => {
  it('keeps characters whole', () => {
    expect(cutTo('👩‍👩‍👧 family', 2)).toBe('👩‍👩‍👧')
    expect(cutTo('👩‍👩‍👧 family', 1)).toBe('')
  })
})
