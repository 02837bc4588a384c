import { expect, test } from 'vitest'
import { FRESHNESS_LABELS } from '../../../../../src/truth/copy/labels.ts'
import { chipsOf } from './chips.ts'
import { EVERYTHING, isFiltered, writeView, type HubView } from './hubView.ts'

const NAMES = { tenant: (slug: string) => slug.toUpperCase(), type: (type: string) => `The ${type}` }

test('every filter that is set has a chip in words, and taking all of them off leaves nothing set', () => {
  const views: HubView[] = [
    { ...EVERYTHING, tab: 'attention', tenant: 'contoso', freshness: 'orphaned', type: 'sync', initiator: 'Dana', span: 'week', q: 'x' },
    { ...EVERYTHING, tab: 'history', outcome: 'failed', endedToday: true, span: 'custom', fromDay: '2026-11-01' },
  ]
  const [attention = EVERYTHING, history = EVERYTHING] = views
  expect(chipsOf(attention, NAMES).map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Tenant: CONTOSO',
    `State: ${FRESHNESS_LABELS.orphaned}`,
    'Type: The sync',
    'Started by: Dana',
    'Created: Last 7 days',
    'Search: x',
  ])
  expect(chipsOf(history, NAMES).map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Outcome: Failed',
    'Created: 2026-11-01 to …',
    'Ended: today',
  ])
  for (const view of views) {
    let left = view
    for (let chip = chipsOf(left, NAMES)[0]; chip !== undefined; chip = chipsOf(left, NAMES)[0]) {
      expect(writeView(chip.without).length).toBeLessThan(writeView(left).length)
      left = chip.without
    }
    expect(isFiltered(left)).toBe(false)
    expect(left.tab).toBe(view.tab)
  }
})
