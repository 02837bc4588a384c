import type { WireOperation } from '../../../src/http/contract.ts'
import type { Words } from '../../../src/truth/deriveWords.ts'
import { isPut, type Choices } from './choices.ts'

/** What a shell says of one tenant's operations: which, in what order, for how long. The console and the custom element both show it. */

export const HINT_KINDS = ['attention', 'active', 'followUp', 'finished'] as const
export type HintKind = (typeof HINT_KINDS)[number]

const HINT_ITEMS = 3
/** More are asked for than shown, so that what was put away makes room. */
export const HINT_ASKED = 12
export const SUCCESS_SHOWN_MS = 10_000

/** The verb that puts an item away; its weight says what putting it away means. */
export const PUT_AWAY: Record<HintKind, string> = {
  attention: 'Hide activity',
  active: 'Hide activity',
  followUp: 'Acknowledge',
  finished: 'Dismiss',
}

export const HINT_WORDS = {
  title: 'Activity',
  nothing: 'No activity to show.',
  view: 'View operation',
  all: 'Show all operations',
} as const

export interface HintItem {
  readonly operation: WireOperation
  readonly verdict: Words
  readonly kind: HintKind
}

export function hintKindOf({ lifecycle, problem }: Words): HintKind {
  if (lifecycle === 'completed') return problem === 'none' ? 'finished' : 'followUp'
  return problem === 'none' ? 'active' : 'attention'
}

/** What the reader puts away is an operation in this state: once it needs attention, or needs it for a graver reason, it is back. */
export function putAwayKey({ operation, verdict, kind }: HintItem): string {
  return `${operation.id} ${kind === 'attention' ? verdict.freshness : kind}`
}

/**
 * At most three: attention, then active, then finished, and among the finished what asks for follow-up first; otherwise in the order
 * of the answer. `held`: has the focus or the pointer, and does not vanish under it.
 */
export function selectHint(items: readonly HintItem[], choices: Choices, held: string | null, nowMs: number): HintItem[] {
  return items
    .filter((item) => !isPut(choices, putAwayKey(item)) && (item.operation.id === held || !isOver(item, choices, nowMs)))
    .toSorted((a, b) => HINT_KINDS.indexOf(a.kind) - HINT_KINDS.indexOf(b.kind))
    .slice(0, HINT_ITEMS)
}

/** A success has been shown for long enough. Anything else does not end by itself. */
function isOver({ kind, operation }: HintItem, { shownAtMs }: Choices, nowMs: number): boolean {
  const sinceMs = shownAtMs[operation.id]
  return kind === 'finished' && sinceMs !== undefined && nowMs - sinceMs >= SUCCESS_SHOWN_MS
}

/** When time alone changes what is shown; null when it does not. */
export function nextHintChangeMs(shown: readonly HintItem[], choices: Choices, nowMs: number): number | null {
  const times = shown.flatMap(({ kind, operation, verdict }) => {
    const sinceMs = choices.shownAtMs[operation.id]
    return [
      kind === 'finished' && sinceMs !== undefined ? sinceMs + SUCCESS_SHOWN_MS : Number.NaN,
      verdict.nextChangeAt === null ? Number.NaN : Date.parse(verdict.nextChangeAt),
    ].filter((at) => at > nowMs)
  })
  return times.length === 0 ? null : Math.min(...times)
}

/** One sentence for each verdict that turned since `before`, for a live region; empty when none did. */
export function announce(before: ReadonlyMap<string, string>, shown: readonly HintItem[]): string {
  return shown
    .filter(({ operation, verdict }) => before.has(operation.id) && before.get(operation.id) !== verdict.headline)
    .map(({ operation, verdict }) => `${operation.label}: ${verdict.headline}.`)
    .join(' ')
}

export function headlinesOf(items: readonly HintItem[]): ReadonlyMap<string, string> {
  return new Map(items.map(({ operation, verdict }) => [operation.id, verdict.headline]))
}

/** The last report of what has stopped, where the guidance does not carry it: a dated fact, and nothing that moves. */
export function lastReportOf({ guidance, progress }: Words): string | null {
  return progress.live || progress.label === null || guidance.includes(progress.label) ? null : `${progress.label}.`
}
