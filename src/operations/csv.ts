import { COUNT_KEYS } from '../truth/facts.ts'
import type { WireOperation } from '../ledger/wire.ts'

type Cell = string | number | null

const COLUMNS: readonly (readonly [name: string, read: (operation: WireOperation) => Cell])[] = [
  ['id', ({ id }) => id],
  ['type', ({ type }) => type],
  ['label', ({ label }) => label],
  ['workspace', ({ workspace }) => workspace],
  ['tenant', ({ tenant }) => tenant],
  ['initiator_kind', ({ initiator }) => initiator.kind],
  ['initiator', ({ initiator }) => initiator.name],
  ['status', ({ status }) => status],
  ['outcome', ({ outcome }) => outcome],
  ['attempt', ({ attempt }) => attempt],
  ['max_attempts', ({ maxAttempts }) => maxAttempts],
  ['created_at', ({ createdAt }) => createdAt],
  ['available_at', ({ availableAt }) => availableAt],
  ['started_at', ({ startedAt }) => startedAt],
  ['completed_at', ({ completedAt }) => completedAt],
  ...COUNT_KEYS.map((key) => [`count_${key}`, ({ counts }: WireOperation) => counts?.[key] ?? null] as const),
  ['phase', ({ phase }) => phase],
  ['failure_code', ({ failure }) => failure?.code ?? null],
  ['failure_message', ({ failure }) => failure?.message ?? null],
  ['parent_id', ({ parentId }) => parentId],
  ['retry_of', ({ retryOf }) => retryOf],
  ['superseded_by', ({ supersededBy }) => supersededBy],
  ['freshness', ({ verdict }) => verdict.freshness],
  ['problem', ({ verdict }) => verdict.problem],
  ['reason', ({ verdict }) => verdict.reason],
  ['headline', ({ verdict }) => verdict.headline],
  ['guidance', ({ verdict }) => verdict.guidance],
  ['as_of', ({ verdict }) => verdict.asOf],
]

export function csvHeader(): string {
  return csvLine(COLUMNS.map(([name]) => name))
}

export function csvRow(operation: WireOperation): string {
  return csvLine(COLUMNS.map(([, read]) => read(operation)))
}

/** RFC 4180, with CRLF. */
function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front: labels and names are written by people and
 * opened by other people. Numbers are ours and stay numbers.
 */
function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
