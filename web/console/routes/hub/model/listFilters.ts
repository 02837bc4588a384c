import type { ListFilters } from '../../../api/queries.ts'
import { dayAt, dayStart } from '../../../model/days.ts'
import type { HubView, Span, Tab } from './hubView.ts'

const PAGE_SIZE = 50

const OF_TAB: Record<Tab, ListFilters> = {
  all: {},
  active: { status: 'active' },
  attention: { problem: 'active_stale_attention' },
  'follow-up': { problem: 'terminal_follow_up' },
  history: { status: 'completed' },
}

const HOUR_MS = 3_600_000
const SPAN_MS: Record<Exclude<Span, 'any' | 'custom'>, number> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 168 * HOUR_MS,
  month: 720 * HOUR_MS,
}

/** What the API is asked for a view at an instant: a span that goes by the clock is read when it is asked. */
export function listFilters(view: HubView, nowMs: number): ListFilters {
  const cursor = view.trail.at(-1)
  const filters: Record<keyof ListFilters, string | number | undefined> = {
    ...NOTHING,
    ...OF_TAB[view.tab],
    tenant: view.tenant,
    type: view.type,
    outcome: view.outcome,
    initiator: view.initiator,
    q: view.q,
    ...createdIn(view, nowMs),
    endedSince: view.endedToday ? dayStart(nowMs) : undefined,
    cursor,
    limit: PAGE_SIZE,
  }
  if (view.freshness !== '') filters.freshness = view.freshness
  // What is empty is any, and the API refuses empty values.
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''))
}

const NOTHING: Record<keyof ListFilters, undefined> = {
  tenant: undefined,
  status: undefined,
  outcome: undefined,
  type: undefined,
  problem: undefined,
  freshness: undefined,
  initiator: undefined,
  q: undefined,
  from: undefined,
  to: undefined,
  endedSince: undefined,
  cursor: undefined,
  limit: undefined,
}

function createdIn({ span, fromDay, toDay }: HubView, nowMs: number): { from?: string | undefined; to?: string | undefined } {
  if (span === 'any') return {}
  if (span === 'custom') return { from: localDay(fromDay, 0), to: localDay(toDay, 1) }
  return { from: new Date(nowMs - SPAN_MS[span]).toISOString() }
}

/** A day of the reader as an instant; `later` days after it, so that the last day belongs to its span. */
function localDay(day: string, later: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  return year === undefined ? undefined : dayAt(Number(year), Number(month), Number(date) + later)
}
