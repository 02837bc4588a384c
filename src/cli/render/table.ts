import type { Screen, Tone } from '../io.ts'
import { printable } from './printable.ts'
import { cutTo, textWidth } from './textWidth.ts'

export interface Cell {
  readonly text: string
  readonly tone?: Tone
}

export interface Column {
  readonly title: string
  /** A column that gives way when the terminal is narrow, the last of them first. */
  readonly flexible?: true
  /** Never narrower than this, whatever the terminal; later columns are dropped before it is. */
  readonly minWidth?: number
}

const GAP = '  '

/** Lines of a table. Without a width (a pipe) nothing is cut, so that every word can be searched for. */
export function renderTable(
  screen: Screen,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number | undefined,
): string[] {
  const texts = rows.map((row) => columns.map((_, index) => printable(row[index]?.text ?? '').replaceAll('\n', ' ')))
  const natural = columns.map((column, index) => Math.max(textWidth(column.title), ...texts.map((row) => textWidth(row[index] ?? ''))))
  const widths = width === undefined ? natural : fit(columns, natural, width)
  const line = (cells: readonly string[], tones: (index: number) => Tone) =>
    cells
      .map((text, index) => {
        const room = widths[index] ?? 0
        if (room <= 0) return ''
        const cut = textWidth(text) <= room ? text : `${cutTo(text, room - 1)}…`
        const last = widths.slice(index + 1).every((later) => later <= 0)
        return screen.paint(tones(index), cut) + (last ? '' : ' '.repeat(Math.max(room - textWidth(cut), 0)) + GAP)
      })
      .join('')
      .trimEnd()
  return [
    line(
      columns.map(({ title }) => title),
      () => 'dim',
    ),
    ...texts.map((row, index) => line(row, (column) => rows[index]?.[column]?.tone ?? 'plain')),
  ]
}

/** Columns a table takes when nothing is cut. */
export function naturalWidth(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number {
  return columns.reduce(
    (sum, { title }, index) =>
      sum + GAP.length + Math.max(textWidth(title), ...rows.map((row) => textWidth(printable(row[index]?.text ?? '')))),
    -GAP.length,
  )
}

function fit(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const used = () => widths.reduce((sum, each) => sum + (each > 0 ? each + GAP.length : 0), -GAP.length)
  for (const [index, { flexible, minWidth = 8 }] of [...columns.entries()].toReversed()) {
    if (!flexible || used() <= width) continue
    widths[index] = Math.max(Math.min(natural[index] ?? 0, minWidth), (widths[index] ?? 0) - (used() - width))
  }
  for (let index = widths.length - 1; index > 0 && used() > width; index -= 1) widths[index] = 0
  if (used() > width) widths[0] = width
  return widths
}
