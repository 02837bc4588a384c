import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { formatClock } from '../../truth/instants.ts'
import type { Verdict } from '../../truth/verdict.ts'
import type { Screen } from '../io.ts'
import { printable } from './printable.ts'
import { markOf } from './shape.ts'
import { naturalWidth, renderTable, type Cell, type Column } from './table.ts'
import { cutTo, textWidth } from './textWidth.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Verdict' },
  { title: 'Operation', flexible: true, minWidth: 12 },
  { title: 'Tenant' },
  { title: 'Started (UTC)' },
  { title: 'Detail', flexible: true, minWidth: 20 },
]

/** Narrower than this, a detail says nothing any more; wider, a second line for each row would only lengthen the page. */
const DETAIL_COLUMNS = 44

/**
 * One line for each operation, or two where the terminal is too narrow for the detail beside the rest. Which operation an
 * operator types is as important as what is said about it, so the id never gives way.
 */
export function operationTable(screen: Screen, runs: readonly JudgedRun[], width: number | undefined): string[] {
  const rows = runs.map(({ run, verdict }) => rowOf(run, verdict))
  if (width !== undefined && naturalWidth(COLUMNS, rows) > width && naturalWidth(COLUMNS.slice(0, -1), rows) + 2 + DETAIL_COLUMNS > width) {
    return foldedRows(screen, runs, width)
  }
  return renderTable(screen, COLUMNS, rows, width)
}

function rowOf(run: JudgedRun['run'], verdict: Verdict): Cell[] {
  const { shape, tone } = markOf(verdict, run.outcome)
  return [
    { text: `${shape} ${verdict.headline}`, tone },
    { text: `#${run.id} ${run.label}` },
    { text: run.tenant ?? '—' },
    { text: startedText(run, verdict) },
    { text: detailOf(verdict) },
  ]
}

function foldedRows(screen: Screen, runs: readonly JudgedRun[], width: number): string[] {
  return runs.flatMap(({ run, verdict }) => {
    const { shape, tone } = markOf(verdict, run.outcome)
    const head = cutLine(printable(`${shape} ${verdict.headline}`), width)
    const rest = printable(['', `#${run.id} ${run.label}`, ...(run.tenant === null ? [] : [run.tenant])].join('  '))
    const started = `  ${startedText(run, verdict)} UTC`
    const room = width - textWidth(head) - textWidth(started)
    // The time goes before the id does.
    const said = room >= MIN_NAME_COLUMNS ? cutLine(rest, room) + screen.paint('dim', started) : cutLine(rest, width - textWidth(head))
    return [screen.paint(tone, head) + said, cutLine(`  ${printable(detailOf(verdict)).replaceAll('\n', ' ')}`, width)]
  })
}

const MIN_NAME_COLUMNS = 16

function cutLine(text: string, width: number): string {
  if (width <= 0) return ''
  return textWidth(text) <= width ? text : `${cutTo(text, width - 1)}…`
}

function startedText(run: JudgedRun['run'], verdict: Verdict): string {
  return formatClock((run.startedAt ?? run.createdAt).getTime(), Date.parse(verdict.asOf))
}

/** While something asks for attention, why it does; otherwise how far it is, where anything is known of that. */
export function detailOf(verdict: Verdict): string {
  if (verdict.problem !== 'none') return verdict.guidance
  return verdict.progress.label ?? verdict.guidance
}

/** "● Running  #4711 Inventory sync · contoso" */
export function titleLine(screen: Screen, { run, verdict }: JudgedRun): string {
  const { shape, tone } = markOf(verdict, run.outcome)
  const place = run.tenant === null ? '' : ` · ${run.tenant}`
  return `${screen.paint(tone, `${shape} ${printable(verdict.headline)}`)}  ${printable(`#${run.id} ${run.label}${place}`)}`
}
