import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserClock } from '../../browserClock.ts'
import { findForbidden } from '../../../src/truth/index.ts'
import { createLiveStore, type LiveStore, type View } from './liveStore.ts'
import { createServerClock } from './serverClock.ts'
import { at, evidence, queued, running, START_MS } from './testing/operations.ts'

let store: LiveStore
let stops: (() => void)[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS })
  store = createLiveStore({ clock: createServerClock(browserClock) })
  stops = []
})
afterEach(() => {
  for (const stop of stops) stop()
  vi.useRealTimers()
})

/** As a component does; counts how often it would render again. */
function show(view: View): { renders: number } {
  const shown = { renders: 0 }
  view.seen()
  stops.push(view.subscribe(() => (shown.renders += 1)))
  return shown
}

const verdictOf = (view: View) => view.seen()[0]!.verdict

it('two parts of a page that hold answers of one instant agree, and then hold still', () => {
  const [list, top] = [store.view([running()]), store.view([running()])]
  show(list)
  show(top)
  const [inList, atTop] = [list.seen(), top.seen()]
  expect(inList[0]).toBe(atTop[0])
  expect([list.seen(), top.seen(), list.seen()]).toEqual([inList, atTop, inList])
  expect(list.seen()).toBe(inList)
})

describe('with the cable pulled', () => {
  it('a running operation turns Likely stale at its nextChangeAt, to the millisecond', () => {
    const operation = running()
    const view = store.view([operation])
    show(view)
    expect(operation.verdict.nextChangeAt).toBe('2026-11-23T12:00:05.001Z')
    vi.advanceTimersByTime(5_000)
    expect(verdictOf(view).headline).toBe('Running')
    vi.advanceTimersByTime(1)
    expect(verdictOf(view)).toMatchObject({ headline: 'Likely stale', reason: 'worker_silent', asOf: '2026-11-23T12:00:05.001Z' })
    expect(findForbidden(verdictOf(view).guidance, verdictOf(view).freshness)).toEqual([])
  })

  it('a queued one past its window, and never the other way round', () => {
    const view = store.view([queued({ createdAt: at(-599) })])
    show(view)
    vi.advanceTimersByTime(1_000)
    expect(verdictOf(view).freshness).toBe('fresh')
    vi.advanceTimersByTime(1)
    expect(verdictOf(view).freshness).toBe('likely_stale')
    vi.advanceTimersByTime(3_600_000)
    expect(verdictOf(view).freshness).toBe('likely_stale')
  })

  it('nobody is convicted by a reader who hears nothing', () => {
    const view = store.view([running({}, { sessionHeld: false })])
    show(view)
    vi.advanceTimersByTime(600_000)
    expect(verdictOf(view).freshness).toBe('likely_stale')
  })

  it('a page that slept tells the truth when it wakes', () => {
    const view = store.view([running()])
    show(view)
    vi.setSystemTime(START_MS + 3_600_000)
    store.wake()
    expect(verdictOf(view)).toMatchObject({ freshness: 'likely_stale', asOf: at(3_600) })
  })
})

describe('evidence', () => {
  it('keeps a running operation fresh for as long as it comes, and no longer', () => {
    const view = store.view([running()])
    const shown = show(view)
    for (let second = 1; second <= 60; second += 1) {
      vi.advanceTimersByTime(1_000)
      store.hearEvidence(evidence(second))
      expect(verdictOf(view).freshness, `second ${second}`).toBe('fresh')
    }
    // Words that tell an age are renewed now and then, not with every beat.
    expect(shown.renders).toBeLessThanOrEqual(7)
    vi.advanceTimersByTime(6_000)
    expect(verdictOf(view).freshness).toBe('fresh')
    vi.advanceTimersByTime(1)
    expect(verdictOf(view).freshness).toBe('likely_stale')
  })

  it('convicts at once when it is proof, and heals when it is life', () => {
    const view = store.view([running()])
    const shown = show(view)
    vi.advanceTimersByTime(10_000)
    store.hearEvidence(evidence(10, { heartbeatAt: at(-1), sessionHeld: false }))
    expect(verdictOf(view)).toMatchObject({ freshness: 'orphaned', headline: 'Worker lost' })
    store.hearEvidence(evidence(11))
    expect(verdictOf(view).freshness).toBe('fresh')
    expect(shown.renders).toBeGreaterThanOrEqual(3)
  })

  it('of another worker, or older than what is known, changes nothing', () => {
    const view = store.view([running()])
    show(view)
    vi.advanceTimersByTime(3_000)
    store.hearEvidence(evidence(3))
    const before = view.seen()
    store.hearEvidence(evidence(2, { sessionHeld: false, bootId: 'b2' }))
    store.hearEvidence(evidence(3, { sessionHeld: false, bootId: 'b2' }))
    store.hearEvidence({ ...evidence(4), workers: { constructor: evidence(4).workers['worker-1']! } })
    expect(view.seen()).toBe(before)
  })
})

describe('events', () => {
  const told = [
    queued({}, at(-90)),
    running({ startedAt: at(-60) }, {}, at(-59)),
    running({ startedAt: at(-60), lastProgressAt: at(-30), counts: { processed: 1, total: 3 } }, {}, at(-29)),
    running({ startedAt: at(-60), lastProgressAt: at(-10), counts: { processed: 2, total: 3 } }, {}, at(-9)),
    queued({ attempt: 1, availableAt: at(-5) }, at(-5)),
    running({ attempt: 2, startedAt: at(-4), restartedAt: at(-4) }, {}, at(-3)),
    running({ attempt: 2, status: 'completed', outcome: 'succeeded', startedAt: at(-4), completedAt: at(-1) }, null, at(-1)),
  ]

  it('in any order and as often as they come leave the last state', () => {
    for (let turn = 0; turn < told.length; turn += 1) {
      const fresh = createLiveStore({ clock: createServerClock(browserClock) })
      fresh.hear([...told.slice(turn), ...told.slice(0, turn), ...told.toReversed(), ...told])
      const view = fresh.view([told[turn]!])
      expect(view.seen()[0]!.operation.outcome, `beginning with ${turn}`).toBe('succeeded')
    }
  })

  it('that share one asOf are ordered by what the operation has been through, also when it was handed back', () => {
    const asOf = at(-1)
    const course = [
      running({ startedAt: at(-60) }, {}, asOf),
      running({ startedAt: at(-60), lastProgressAt: at(-30) }, {}, asOf),
      queued({ attempt: 0, availableAt: at(-20) }, asOf),
      running({ attempt: 1, startedAt: at(-10) }, {}, asOf),
    ]
    store.hear([...course, ...course.toReversed(), ...course.slice(0, 2)])
    expect(store.view([course[0]!]).seen()[0]!.operation).toBe(course[3])
  })

  it('two answers about one operation, shown side by side, come to rest', () => {
    const views = [store.view([running()]), store.view([running()])]
    for (const view of views) show(view)
    for (const view of views) expect(view.seen()).toBe(view.seen())
    expect(new Set(views.map((view) => view.seen()[0])).size).toBe(1)
  })

  it('that repeat what is known render nothing', () => {
    const operation = running()
    const view = store.view([operation])
    const shown = show(view)
    const before = view.seen()
    store.hear([operation, operation])
    expect(shown.renders).toBe(0)
    expect(view.seen()).toBe(before)
  })

  it('without facts are shown as they were judged, and do not take the place of the same with facts', () => {
    const operation = running()
    const { facts: _facts, ...bare } = operation
    const alone = store.view([{ ...bare, id: '1' }])
    show(alone)
    vi.advanceTimersByTime(60_000)
    expect(verdictOf(alone)).toBe(operation.verdict)
    const view = store.view([running({}, {}, at(60))])
    show(view)
    store.hear([{ ...bare, verdict: { ...bare.verdict, asOf: at(61) } }])
    expect(view.seen()[0]!.operation.facts).toBeDefined()
  })
})

it('ticks only while somebody asks, and only what is fresh and runs', () => {
  const operations = [running({ id: '1', counts: { processed: 1, total: 2 } }), running({ id: '2' }, { heartbeatAt: at(-50) })]
  const view = store.view(operations)
  const shown = show(view)
  store.hearEvidence({ ...evidence(0.5), workers: {} })
  vi.advanceTimersByTime(3_000)
  expect(shown.renders).toBe(0)
  const stale = view.seen()[1]!
  const stop = store.tick()
  vi.advanceTimersByTime(2_000)
  expect(view.seen()[0]!.verdict.asOf > at(3)).toBe(true)
  expect(view.seen()[1]).toBe(stale)
  stop()
  expect(store.livesForMs()).toBeLessThan(1_000)
})

it('an hour wrong, the clock of this computer makes nothing stale', () => {
  vi.setSystemTime(START_MS + 3_600_000)
  const own = createLiveStore({ clock: createServerClock(browserClock) })
  const view = own.view([running()])
  show(view)
  expect(verdictOf(view).freshness).toBe('fresh')
  vi.advanceTimersByTime(5_001)
  expect(verdictOf(view).freshness).toBe('likely_stale')
})
