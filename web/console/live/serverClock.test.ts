import { expect, it } from 'vitest'
import type { BrowserClock } from '../../browserClock.ts'
import { createServerClock } from './serverClock.ts'
import { at, START_MS } from './testing/operations.ts'

/** A computer whose wall clock is wrong by so much. */
function computer(wrongByMs = 0) {
  let [wallMs, monotonicMs] = [START_MS + wrongByMs, 5]
  const clock: BrowserClock = { nowMs: () => wallMs, monotonicMs: () => monotonicMs }
  return {
    clock,
    later: (ms: number) => {
      wallMs += ms
      monotonicMs += ms
    },
    sleep: (ms: number) => {
      wallMs += ms
    },
  }
}

it('is the clock of this computer until it has heard', () => {
  const server = createServerClock(computer(7_000).clock)
  expect(server.known()).toBe(false)
  expect(server.nowMs()).toBe(START_MS + 7_000)
})

it('believes the server, from the least late of what it has heard lately', () => {
  const { clock, later } = computer(-3_600_000)
  const server = createServerClock(clock)
  for (const lateMs of [900, 40, 700, 300]) {
    later(1_000)
    server.hear(new Date(START_MS + clock.nowMs() - (START_MS - 3_600_000) - lateMs).toISOString())
  }
  expect(server.nowMs()).toBe(START_MS + 4_000 - 40)
})

it('follows a database whose clock was set, and grows no younger over small steps', () => {
  const { clock, later } = computer()
  const server = createServerClock(clock)
  server.hear(at(0))
  expect(server.nowMs()).toBe(START_MS)
  for (let second = 1; second <= 9; second += 1) {
    later(1_000)
    server.hear(at(second - 2))
    expect(server.nowMs()).toBeGreaterThanOrEqual(START_MS)
  }
  later(1_000)
  server.hear(at(8))
  later(1_000)
  expect(server.nowMs()).toBe(START_MS + 9_000)
})

it('notices that the computer slept, although its monotonic clock did too', () => {
  const { clock, later, sleep } = computer()
  const server = createServerClock(clock)
  server.hear(at(0))
  sleep(3_600_000)
  expect(server.nowMs()).toBe(START_MS + 3_600_000)
  later(1_000)
  server.hear(at(3_601))
  expect(server.nowMs()).toBe(START_MS + 3_601_000)
})

it('somebody who sets the clock of the computer is believed no longer than until the next word of the server', () => {
  const { clock, later, sleep } = computer()
  const server = createServerClock(clock)
  server.hear(at(0))
  sleep(3_600_000)
  later(1_000)
  server.hear(at(1))
  expect(server.nowMs()).toBe(START_MS + 1_000)
})

it('does not take what is no instant for one', () => {
  const server = createServerClock(computer().clock)
  server.hear('soon')
  expect(server.known()).toBe(false)
})
