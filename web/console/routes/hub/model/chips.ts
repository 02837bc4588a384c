import { FRESHNESS_LABELS, OUTCOME_LABELS } from '../../../../../src/truth/copy/labels.ts'
import type { HubView, Span, Tab } from './hubView.ts'
import { narrowed } from './hubView.ts'

export const TAB_LABELS: Record<Tab, string> = {
  all: 'All',
  active: 'Active',
  attention: 'Attention',
  'follow-up': 'Follow-up',
  history: 'History',
}

export const SPAN_LABELS: Record<Span, string> = {
  any: 'Any time',
  hour: 'Last hour',
  day: 'Last 24 hours',
  week: 'Last 7 days',
  month: 'Last 30 days',
  custom: 'From, to…',
}

/** A filter that is set, in words, and the view without it. */
export interface Chip {
  readonly name: string
  readonly value: string
  readonly without: HubView
}

export function chipsOf(view: HubView, names: { tenant(slug: string): string; type(type: string): string }): readonly Chip[] {
  const chips: Chip[] = []
  const add = (name: string, value: string, change: Partial<HubView>) => chips.push({ name, value, without: narrowed(view, change) })
  if (view.tenant !== '') add('Tenant', names.tenant(view.tenant), { tenant: '' })
  if (view.freshness !== '') add('State', FRESHNESS_LABELS[view.freshness], { freshness: '' })
  if (view.type !== '') add('Type', names.type(view.type), { type: '' })
  if (view.outcome !== '') add('Outcome', OUTCOME_LABELS[view.outcome], { outcome: '' })
  if (view.initiator !== '') add('Started by', view.initiator, { initiator: '' })
  if (view.span === 'custom') {
    if (view.fromDay !== '' || view.toDay !== '')
      add('Created', `${view.fromDay === '' ? '…' : view.fromDay} to ${view.toDay === '' ? '…' : view.toDay}`, { span: 'any' })
  } else if (view.span !== 'any') add('Created', SPAN_LABELS[view.span], { span: 'any' })
  if (view.endedToday) add('Ended', 'today', { endedToday: false })
  if (view.q !== '') add('Search', view.q, { q: '' })
  return chips
}
