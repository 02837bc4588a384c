import { stripVTControlCharacters } from 'node:util'
import type { Screen } from '../io.ts'
import { textWidth } from './textWidth.ts'

/**
 * As many lines as the terminal holds, long ones counted with the rows they wrap into. One more than that would scroll
 * the verdict, which stands first, out of sight at every redraw.
 */
export function fitToScreen(screen: Screen, lines: readonly string[]): readonly string[] {
  const rows = screen.rows()
  const columns = screen.columns()
  if (rows === undefined || columns === undefined || columns < 1) return lines
  const heights = lines.map((line) => Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns)))
  // The cursor rests on a row of its own below the last line.
  const room = Math.max(rows - 1, 1)
  if (heights.reduce((sum, height) => sum + height, 0) <= room) return lines
  const shown: string[] = []
  let used = 1
  for (const [index, line] of lines.entries()) {
    used += heights[index] ?? 1
    if (used > room) break
    shown.push(line)
  }
  const left = lines.length - shown.length
  return [...shown, screen.paint('dim', `${left} more ${left === 1 ? 'line' : 'lines'} below`.slice(0, columns))]
}
