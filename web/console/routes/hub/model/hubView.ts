import { RUN_OUTCOMES, type RunOutcome } from '../../../../../src/truth/facts.ts'
import type { FreshnessState } from '../../../../../src/truth/verdict.ts'

/** What the address of the hub says: the address is the state, so that it can be shared, and gone back to. */
export const TABS = ['all', 'active', 'attention', 'follow-up', 'history'] as const
export type Tab = (typeof TABS)[number]

/** How far back something was created; `custom` goes by the two days. */
export const SPANS = ['any', 'hour', 'day', 'week', 'month', 'custom'] as const
export type Span = (typeof SPANS)[number]

/** The two kinds of attention that have a count of their own. */
const ATTENTION = ['likely_stale', 'orphaned'] as const satisfies readonly FreshnessState[]
export type AttentionFreshness = (typeof ATTENTION)[number]

export interface HubView {
  readonly tab: Tab
  /** Empty: any. So it is with every text here. */
  readonly tenant: string
  readonly type: string
  readonly outcome: RunOutcome | ''
  readonly freshness: AttentionFreshness | ''
  readonly initiator: string
  readonly q: string
  readonly span: Span
  /** Local days, YYYY-MM-DD; both belong to the span. */
  readonly fromDay: string
  readonly toDay: string
  /** Ended since the reader's midnight. */
  readonly endedToday: boolean
  /** The cursors that led here, the last one is the page; empty is the first. */
  readonly trail: readonly string[]
}

export const EVERYTHING: HubView = {
  tab: 'all',
  tenant: '',
  type: '',
  outcome: '',
  freshness: '',
  initiator: '',
  q: '',
  span: 'any',
  fromDay: '',
  toDay: '',
  endedToday: false,
  trail: [],
}

/** As long as the API takes it. */
export const LONGEST_TEXT = 200
/** From further in, the way back leads to the first page. */
const LONGEST_TRAIL = 20

/** Reads an address however it was come by: what it cannot mean is left out. */
export function readView(search: string): HubView {
  const given = new URLSearchParams(search)
  const text = (name: string, longest = LONGEST_TEXT) => (given.get(name) ?? '').slice(0, longest)
  const tab = among(TABS, given.get('tab')) ?? 'all'
  const fromDay = readDay(given.get('from'))
  const toDay = readDay(given.get('to'))
  const custom = fromDay !== '' || toDay !== ''
  return {
    tab,
    tenant: text('tenant', 63),
    type: text('type', 100),
    outcome: OUTCOME_TABS.includes(tab) ? (among(RUN_OUTCOMES, given.get('outcome')) ?? '') : '',
    freshness: tab === 'attention' ? (among(ATTENTION, given.get('freshness')) ?? '') : '',
    initiator: text('by'),
    q: text('q'),
    span: custom ? 'custom' : (among(SPANS, given.get('created')) ?? 'any'),
    fromDay,
    toDay,
    endedToday: ENDED_TABS.includes(tab) && given.get('ended') === 'today',
    trail: (given.get('page') ?? '').split('.').filter((cursor) => /^[\w-]{1,100}$/.test(cursor)),
  }
}

/** The query of the address, with its question mark; empty for everything. */
export function writeView(view: HubView): string {
  const search = new URLSearchParams()
  const set = (name: string, value: string) => value !== '' && search.set(name, value)
  if (view.tab !== 'all') set('tab', view.tab)
  set('tenant', view.tenant)
  set('type', view.type)
  set('outcome', view.outcome)
  set('freshness', view.freshness)
  set('by', view.initiator)
  set('q', view.q)
  if (view.span === 'custom') {
    // An open span still has to be told from none, or its fields would close under the hand that opened them.
    if (view.fromDay === '' && view.toDay === '') set('created', 'custom')
    set('from', view.fromDay)
    set('to', view.toDay)
  } else if (view.span !== 'any') set('created', view.span)
  if (view.endedToday) set('ended', 'today')
  set('page', view.trail.slice(-LONGEST_TRAIL).join('.'))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** Another filter is another list, and begins at its first page. */
export function narrowed(view: HubView, change: Partial<Omit<HubView, 'trail'>>): HubView {
  const next = { ...view, ...change, trail: [] }
  return {
    ...next,
    outcome: OUTCOME_TABS.includes(next.tab) ? next.outcome : '',
    freshness: next.tab === 'attention' ? next.freshness : '',
    endedToday: ENDED_TABS.includes(next.tab) && next.endedToday,
    ...(next.span === 'custom' ? {} : { fromDay: '', toDay: '' }),
  }
}

/** The tab stays; everything that narrows it goes. */
export function unfiltered({ tab }: HubView): HubView {
  return { ...EVERYTHING, tab }
}

/** Where an outcome tells operations apart: what is open has none yet. */
export const OUTCOME_TABS: readonly Tab[] = ['all', 'follow-up', 'history']
const ENDED_TABS: readonly Tab[] = ['all', 'follow-up', 'history']

/** Whether anything narrows the list beside its tab. */
export function isFiltered(view: HubView): boolean {
  return writeView({ ...view, tab: 'all', trail: [] }) !== ''
}

function among<T extends string>(names: readonly T[], value: string | null): T | undefined {
  return names.find((name) => name === value)
}

function readDay(text: string | null): string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : ''
}
