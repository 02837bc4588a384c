import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserClock } from '../../browserClock.ts'
import { createLiveConnection, type LiveConnection, type LiveEvent, type PageLike } from './liveConnection.ts'
import { createLiveHub } from './liveHub.ts'
import type { WorkerPort } from './liveRoad.ts'
import { createStreamClient } from './streamClient.ts'
import { fakeSources, type FakeSource } from './testing/fakeSources.ts'
import { at, START_MS } from './testing/operations.ts'

let sources: FakeSource[]
let openSource: ReturnType<typeof fakeSources>['open']
let opened: LiveConnection[]

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS })
  ;({ sources, open: openSource } = fakeSources())
  opened = []
})
afterEach(() => {
  for (const connection of opened) connection.close()
  vi.useRealTimers()
})

function fakePage() {
  const listeners = new Map<string, (() => void)[]>()
  const page = {
    hidden: false,
    fire: (event: string) => listeners.get(event)?.forEach((listener) => listener()),
    isHidden: () => page.hidden,
    on: ((event, listener) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener])
      return () => {}
    }) satisfies PageLike['on'],
  }
  return page
}

function hub() {
  return createLiveHub((options) => createStreamClient({ ...options, clock: browserClock, open: openSource }))
}

/** A page's end of the worker that all pages share; messages take no time here. */
function portOf(shared: ReturnType<typeof hub>): WorkerPort {
  const port: WorkerPort = { postMessage: (message) => receive(message), onmessage: null, onfailure: null }
  const receive = shared.connect((message) => port.onmessage?.({ data: message }))
  return port
}

function open(port: WorkerPort | null = null, url = '/stream') {
  const page = fakePage()
  const heard: LiveEvent[] = []
  const seen = { polls: 0, lifeMs: null as number | null, woken: 0 }
  const connection = createLiveConnection({
    url,
    page,
    port,
    openStream: (options) => createStreamClient({ ...options, clock: browserClock, open: openSource }),
    onEvent: (event) => heard.push(event),
    onPoll: () => (seen.polls += 1),
    livesForMs: () => seen.lifeMs,
    onWake: () => (seen.woken += 1),
  })
  opened.push(connection)
  return { connection, page, heard, seen }
}

const hello = { asOf: at(0) }

describe('pages of one browser', () => {
  it('share one stream for the same place, and have their own for another', () => {
    const shared = hub()
    const [one, two, other] = [open(portOf(shared)), open(portOf(shared)), open(portOf(shared), '/stream?tenant=contoso')]
    expect(sources.map(({ url }) => url)).toEqual(['/stream', '/stream?tenant=contoso'])
    sources[0]!.say('hello', hello, '1')
    expect([one, two, other].map(({ connection }) => connection.state().status)).toEqual(['live', 'live', 'connecting'])
    expect(two.heard).toEqual([{ name: 'hello', data: hello }])
  })

  it('who comes later is told where the stream stands, and that it begins for him now', () => {
    const shared = hub()
    open(portOf(shared))
    sources[0]!.say('hello', hello, '1')
    const later = open(portOf(shared))
    expect(later.connection.state().status).toBe('live')
    expect(later.heard).toEqual([{ name: 'hello', data: hello }])
  })

  it('the last one to leave closes it, and one that fell silent counts as gone', () => {
    const shared = hub()
    const [one, two] = [open(portOf(shared)), open(portOf(shared))]
    one.connection.close()
    expect(sources[0]!.closed).toBe(false)
    two.page.fire('pagehide')
    expect(sources[0]!.closed).toBe(true)
    two.page.fire('pageshow')
    expect(sources).toHaveLength(2)
    const crashed = shared.connect(() => {})
    crashed({ kind: 'join', url: '/of-a-crashed-page' })
    vi.advanceTimersByTime(150_000)
    expect(sources[2]!.closed).toBe(true)
    expect(sources[1]!.closed).toBe(true)
  })

  it('where the shared worker does not answer, or fails, each page listens for itself', () => {
    const dead: WorkerPort = { postMessage: () => {}, onmessage: null, onfailure: null }
    open(dead)
    expect(sources).toHaveLength(0)
    vi.advanceTimersByTime(5_000)
    expect(sources).toHaveLength(1)
    const failing: WorkerPort = { postMessage: () => {}, onmessage: null, onfailure: null }
    const { connection } = open(failing)
    failing.onfailure?.()
    sources[1]!.say('hello', hello, '1')
    expect(connection.state().status).toBe('live')
  })
})

describe('when nothing is heard', () => {
  it('a page asks by itself: every four seconds while something that lives is shown, else less and less', () => {
    const { seen } = open()
    vi.advanceTimersByTime(9_000)
    expect(seen.polls).toBe(0)
    seen.lifeMs = 60_000
    vi.advanceTimersByTime(1_000)
    expect(seen.polls).toBe(1)
    vi.advanceTimersByTime(40_000)
    expect(seen.polls).toBe(11)
    seen.lifeMs = null
    vi.advanceTimersByTime(600_000)
    const calm = seen.polls
    vi.advanceTimersByTime(300_000)
    expect(seen.polls - calm).toBe(10)
  })

  it('it asks before silence speaks against what lives, also when that is shown later than the silence began', () => {
    const { seen } = open()
    vi.advanceTimersByTime(1_000)
    seen.lifeMs = 2_500
    vi.advanceTimersByTime(1_000)
    expect(seen.polls).toBe(0)
    seen.lifeMs = 1_500
    vi.advanceTimersByTime(1_000)
    expect(seen.polls).toBe(1)
  })

  it('and stops once the stream is heard again', () => {
    const { seen } = open()
    vi.advanceTimersByTime(10_000)
    sources.at(-1)!.say('hello', hello, '1')
    const polls = seen.polls
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1_000)
      sources.at(-1)!.say('evidence', { asOf: at(second), databaseUpSince: null, workers: {}, beats: {}, seen: {} }, '2')
    }
    expect(seen.polls).toBe(polls)
  })

  it('a short silence asks nothing', () => {
    const { seen } = open()
    vi.advanceTimersByTime(9_999)
    expect(seen.polls).toBe(0)
  })

  it('nobody who looks away, or has a dialog open, is asked for; whoever looks again is at once', () => {
    const { seen, page, connection } = open()
    seen.lifeMs = 60_000
    const release = connection.hold()
    vi.advanceTimersByTime(60_000)
    expect(seen.polls).toBe(0)
    release()
    expect(seen.polls).toBe(1)
    page.hidden = true
    vi.advanceTimersByTime(60_000)
    expect(seen.polls).toBe(1)
    page.hidden = false
    page.fire('visibilitychange')
    expect(seen).toMatchObject({ polls: 2, woken: 1 })
  })
})
