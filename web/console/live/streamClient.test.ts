import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { browserClock } from '../../browserClock.ts'
import type { LiveEvent, LiveState } from './liveMessages.ts'
import { createStreamClient, type StreamClient } from './streamClient.ts'
import { fakeSources, type FakeSource } from './testing/fakeSources.ts'
import { at, START_MS } from './testing/operations.ts'

let sources: FakeSource[]
let states: LiveState[]
let events: LiveEvent[]
let client: StreamClient

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS })
  const fake = fakeSources()
  sources = fake.sources
  states = []
  events = []
  client = createStreamClient({
    url: '/stream?tenant=contoso',
    open: fake.open,
    clock: browserClock,
    onState: (state) => states.push(state),
    onEvent: (event) => events.push(event),
  })
})
afterEach(() => {
  client.close()
  vi.useRealTimers()
})

const latest = () => sources.at(-1)!
const statuses = () => states.map(({ status }) => status)

it('is live once it hears, and says when it heard last', () => {
  expect(client.state()).toEqual({ status: 'connecting', lastHeardAtMs: null })
  vi.advanceTimersByTime(200)
  latest().say('hello', { asOf: at(0) }, '17')
  expect(client.state()).toEqual({ status: 'live', lastHeardAtMs: START_MS + 200 })
  expect(events).toEqual([{ name: 'hello', data: { asOf: at(0) } }])
})

it('comes back with the mark it heard last', () => {
  latest().say('hello', { asOf: at(0) }, '17')
  latest().say('operations', { asOf: at(1), operations: [] }, '18')
  latest().fail()
  vi.advanceTimersByTime(1_000)
  expect(sources.map(({ url }) => url)).toEqual(['/stream?tenant=contoso', '/stream?tenant=contoso&lastEventId=18'])
})

it('a server that is started again is nothing to read about; one that stays away is lost', () => {
  latest().say('hello', { asOf: at(0) }, '17')
  latest().fail()
  expect(statuses()).toEqual(['live', 'connecting'])
  vi.advanceTimersByTime(1_000)
  latest().say('operations', { asOf: at(1), operations: [] }, '18')
  expect(statuses()).toEqual(['live', 'connecting', 'live'])
  latest().fail()
  for (let second = 0; second < 4; second += 1) {
    vi.advanceTimersByTime(1_000)
    latest().fail()
  }
  expect(client.state()).toEqual({ status: 'lost', lastHeardAtMs: START_MS + 1_000 })
})

it('a pulled cable says nothing: silence is noticed, and the stream opened anew', () => {
  latest().say('evidence', { asOf: at(0), databaseUpSince: null, workers: {}, beats: {}, seen: {} }, '17')
  const first = latest()
  vi.advanceTimersByTime(15_000)
  expect(client.state().status).toBe('lost')
  expect(first.closed).toBe(true)
  first.say('hello', { asOf: at(16) }, '99')
  expect(client.state().status).toBe('lost')
  vi.advanceTimersByTime(1_000)
  expect(sources).toHaveLength(2)
})

it('tries less and less often, half a minute at most, and at once when asked to', () => {
  for (let second = 0; second < 600; second += 1) {
    latest().fail()
    vi.advanceTimersByTime(1_000)
  }
  expect(sources.length).toBeGreaterThan(15)
  expect(sources.length).toBeLessThan(50)
  latest().fail()
  const before = sources.length
  client.tryNow()
  expect(sources).toHaveLength(before + 1)
  client.tryNow()
  expect(sources).toHaveLength(before + 1)
})

it('closed is closed', () => {
  client.close()
  vi.advanceTimersByTime(600_000)
  expect(sources).toHaveLength(1)
  expect(latest().closed).toBe(true)
})
