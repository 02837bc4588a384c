import { NOT_CHECKED_LABEL, SIGNAL_LABELS, SUPPORT_LABELS } from '../../truth/copy/labels.ts'
import { formatClock } from '../../truth/instants.ts'
import type { Evidence, EvidenceSupport } from '../../truth/verdict.ts'
import type { Screen, Tone } from '../io.ts'
import { printable } from './printable.ts'
import { naturalWidth, renderTable, type Cell, type Column } from './table.ts'

const COLUMNS: readonly Column[] = [{ title: 'Signal' }, { title: 'Says' }, { title: 'Observed' }, { title: 'Threshold' }]

const SUPPORT_TONES: Record<EvidenceSupport, Tone> = { fresh: 'plain', stale: 'yellow', orphaned: 'red', nothing: 'dim' }

/** What carries a verdict stands first, what could not be read last. */
const WEIGHTS: Record<EvidenceSupport, number> = { orphaned: 0, stale: 1, fresh: 2, nothing: 3 }
const UNCHECKED_WEIGHT = 4

/** A table a sceptic can check, or two lines for each signal where the terminal is too narrow for it. Instants are UTC. */
export function evidenceLines(screen: Screen, evidence: readonly Evidence[], asOf: string): string[] {
  if (evidence.length === 0) return []
  const asOfMs = Date.parse(asOf)
  const weight = ({ checked, supports }: Evidence) => (checked ? WEIGHTS[supports] : UNCHECKED_WEIGHT)
  const sorted = evidence.toSorted((a, b) => weight(a) - weight(b))
  const rows = sorted.map((each): Cell[] => [
    { text: SIGNAL_LABELS[each.signal] },
    each.checked ? { text: SUPPORT_LABELS[each.supports], tone: SUPPORT_TONES[each.supports] } : { text: NOT_CHECKED_LABEL, tone: 'dim' },
    { text: each.checked && each.observed !== null ? withClocks(each.observed, asOfMs) : '—' },
    { text: each.threshold ?? '—' },
  ])
  const width = screen.columns()
  if (width === undefined || naturalWidth(COLUMNS, rows) <= width - INDENT) return renderTable(screen, COLUMNS, rows, undefined)
  return renderTable(screen, COLUMNS.slice(0, 2), rows, width - INDENT).flatMap((line, index) => {
    const [, , observed, threshold] = rows[index - 1] ?? []
    if (observed === undefined || threshold === undefined) return [line]
    const said = [observed, threshold].map(({ text }) => text)
    return said.every((text) => text === '—')
      ? [line]
      : [line, screen.paint('dim', printable(`  ${said[0]}${said[1] === '—' ? '' : ` (threshold: ${said[1]})`}`))]
  })
}

/** What a section puts before each line. */
const INDENT = 2

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

function withClocks(observed: string, asOfMs: number): string {
  return observed.replace(INSTANT, (instant) => {
    const ms = Date.parse(instant)
    return Number.isNaN(ms) ? instant : `${formatClock(ms, asOfMs)} UTC`
  })
}
