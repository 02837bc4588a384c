import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RUN_OUTCOMES } from '../../../../../src/truth/facts.ts'
import { EVERYTHING, isFiltered, narrowed, readView, SPANS, TABS, unfiltered, writeView, type HubView } from './hubView.ts'

const text = fc.string({ maxLength: 60 })
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const views: fc.Arbitrary<HubView> = fc
  .record({
    tab: fc.constantFrom(...TABS),
    tenant: text,
    type: text,
    outcome: fc.constantFrom('' as const, ...RUN_OUTCOMES),
    freshness: fc.constantFrom('' as const, 'likely_stale' as const, 'orphaned' as const),
    initiator: text,
    q: text,
    span: fc.constantFrom(...SPANS),
    fromDay: fc.oneof(fc.constant(''), day),
    toDay: fc.oneof(fc.constant(''), day),
    endedToday: fc.boolean(),
  })
  .map((view) => narrowed({ ...EVERYTHING, ...view }, {}))

describe('the address is the state', () => {
  test('every view is read back from the address it wrote', () => {
    fc.assert(
      fc.property(views, fc.array(fc.stringMatching(/^[\w-]{1,30}$/), { maxLength: 20 }), (view, trail) => {
        expect(readView(writeView({ ...view, trail }))).toEqual({ ...view, trail })
      }),
    )
  })

  test('any address is some view, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (address) => {
        const view = readView(address)
        expect(readView(writeView(view))).toEqual(view)
      }),
    )
  })

  test('everything has no query', () => {
    expect(writeView(EVERYTHING)).toBe('')
    expect(readView('')).toEqual(EVERYTHING)
  })

  test('what is not known is left out, so that an address typed wrong shows a longer list and not a broken page', () => {
    expect(readView('?tab=urgent&outcome=won&created=soon&from=yesterday&ended=never&page=%00.ok')).toEqual({
      ...EVERYTHING,
      trail: ['ok'],
    })
  })

  test('an attention state means something on its tab only, an outcome where operations have one', () => {
    expect(readView('?freshness=orphaned').freshness).toBe('')
    expect(readView('?tab=active&outcome=failed&ended=today')).toEqual({ ...EVERYTHING, tab: 'active' })
    expect(readView('?tab=attention&freshness=orphaned').freshness).toBe('orphaned')
  })
})

test('another filter begins at the first page; another tab keeps what can be kept', () => {
  const view = { ...EVERYTHING, tab: 'history', tenant: 'contoso', outcome: 'failed', endedToday: true, trail: ['a', 'b'] } as const
  expect(narrowed(view, { q: 'x' })).toEqual({ ...view, q: 'x', trail: [] })
  expect(narrowed(view, { tab: 'active' })).toEqual({ ...EVERYTHING, tab: 'active', tenant: 'contoso' })
})

test('the days of a span go with it', () => {
  const view: HubView = { ...EVERYTHING, span: 'custom', fromDay: '2026-11-01', toDay: '2026-11-02' }
  expect(narrowed(view, { span: 'week' })).toEqual({ ...EVERYTHING, span: 'week' })
})

test('a tab is no filter, everything else is; clearing keeps the tab', () => {
  expect(isFiltered({ ...EVERYTHING, tab: 'history', trail: ['a'] })).toBe(false)
  expect(isFiltered({ ...EVERYTHING, q: 'x' })).toBe(true)
  expect(unfiltered({ ...EVERYTHING, tab: 'history', q: 'x' })).toEqual({ ...EVERYTHING, tab: 'history' })
})

test('a long way in keeps an address that can still be sent', () => {
  const trail = Array.from({ length: 300 }, (_, page) => `cursor${page}`)
  expect(readView(writeView({ ...EVERYTHING, trail })).trail.at(-1)).toBe('cursor299')
  expect(writeView({ ...EVERYTHING, trail }).length).toBeLessThan(500)
})
