import { expect, test } from 'vitest'
import type { WireCounts } from '../../../../../src/http/contract.ts'
import { FRESHNESS_LABELS } from '../../../../../src/truth/copy/labels.ts'
import { EVERYTHING } from './hubView.ts'
import { dayStart } from '../../../model/days.ts'
import { listFilters } from './listFilters.ts'
import { calmSentence, figuresOf } from './strip.ts'

const NOW = new Date(2026, 10, 25, 14, 30).getTime()
const OUTCOMES = { pending: 20, succeeded: 212, partially_succeeded: 0, blocked: 1, failed: 2, cancelled: 0 }

function counts(change: Partial<WireCounts['freshness']> = {}, endedSince?: string): WireCounts {
  return {
    asOf: '2026-11-25T12:00:00.000Z',
    total: 300,
    problem: { none: 290, active_stale_attention: 2, terminal_follow_up: 3 },
    freshness: { fresh: 14, likely_stale: 1, orphaned: 1, unknown: 4, settled: 270, reconciled: 10, ...change },
    outcome: OUTCOMES,
    ...(endedSince === undefined ? {} : { endedSince: { at: endedSince, outcome: OUTCOMES } }),
  }
}

test('each figure leads to the list of exactly what it counts, within the tenant that is looked at', () => {
  const view = { ...EVERYTHING, tenant: 'contoso', q: 'left out' }
  const figures = figuresOf(counts({}, dayStart(NOW)), view, NOW)
  expect(figures.map(({ label, number, view: list }) => [label, number, listFilters(list, NOW)])).toEqual([
    ['Active', 20, { status: 'active', tenant: 'contoso', limit: 50 }],
    [FRESHNESS_LABELS.likely_stale, 1, { problem: 'active_stale_attention', freshness: 'likely_stale', tenant: 'contoso', limit: 50 }],
    [FRESHNESS_LABELS.orphaned, 1, { problem: 'active_stale_attention', freshness: 'orphaned', tenant: 'contoso', limit: 50 }],
    ['Needs follow-up', 3, { problem: 'terminal_follow_up', tenant: 'contoso', limit: 50 }],
    ['Succeeded today', 212, { status: 'completed', outcome: 'succeeded', endedSince: dayStart(NOW), tenant: 'contoso', limit: 50 }],
  ])
})

test('what was counted for another day, or not at all, is not shown as today', () => {
  const labels = (given: WireCounts) => figuresOf(given, EVERYTHING, NOW).map(({ label }) => label)
  expect(labels(counts())).not.toContain('Succeeded today')
  expect(labels(counts({}, dayStart(NOW - 86_400_000)))).not.toContain('Succeeded today')
})

test('calm claims no more than the counts carry', () => {
  expect(calmSentence(counts({ fresh: 14, unknown: 0 }))).toBe('14 operations active, all within their windows.')
  expect(calmSentence(counts({ fresh: 1, unknown: 0 }))).toBe('1 operation active, within its window.')
  expect(calmSentence(counts({ fresh: 0, unknown: 0 }))).toBe('No operation is active.')
  const unknown = FRESHNESS_LABELS.unknown.toLowerCase()
  expect(calmSentence(counts({ fresh: 2, unknown: 1 }))).toBe(
    `2 operations active, all within their windows. 1 more active, ${unknown}: nothing tells whether it is well.`,
  )
  expect(calmSentence(counts({ fresh: 0, unknown: 1_200 }))).toBe(
    `1,200 operations active, ${unknown}: nothing tells whether they are well.`,
  )
})
