import { describe, expect, it } from 'vitest'
import type { Screen } from '../io.ts'
import { fitToScreen } from './fitToScreen.ts'
import { textWidth } from './textWidth.ts'
import { wrapText } from './wrapText.ts'

function terminal(columns: number | undefined, rows: number | undefined): Screen {
  return { isTerminal: true, columns: () => columns, rows: () => rows, write: () => {}, paint: (_tone, text) => text }
}

const LINES = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? `line ${index} ${'在庫 '.repeat(20)}` : `line ${index}`))

describe('fitToScreen', () => {
  it('keeps the first line in sight and never scrolls, however small the terminal', () => {
    for (let rows = 3; rows <= 60; rows += 1) {
      for (const columns of [20, 80, 160]) {
        const shown = fitToScreen(terminal(columns, rows), LINES)
        const used = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0)
        expect(used, `${columns}×${rows}`).toBeLessThanOrEqual(rows - 1)
        if (columns === 160) expect(shown[0], `${columns}×${rows}`).toBe(rows > 3 ? LINES[0] : shown[0])
        if (shown.length < LINES.length) expect(shown.at(-1)).toMatch(/^\d+ more lines below$/)
      }
    }
  })

  it('leaves out nothing where there is room, and nothing in a pipe', () => {
    expect(fitToScreen(terminal(160, 40), LINES)).toEqual(LINES)
    expect(fitToScreen(terminal(undefined, undefined), LINES)).toEqual(LINES)
  })
})

describe('wrapText', () => {
  it('breaks between words, loses none, and keeps what cannot be broken whole', () => {
    const text = 'The worker process worker-1 no longer exists on its host. 4a5776ba-9756-4633-8b0e-1ee40d287b80 held it.'
    const lines = wrapText(text, 40)
    expect(lines.join(' ')).toBe(text)
    expect(lines.every((line) => textWidth(line) <= 40)).toBe(true)
    expect(wrapText(text, 10).join(' ')).toBe(text)
    expect(wrapText(text, undefined)).toEqual([text])
  })
})
