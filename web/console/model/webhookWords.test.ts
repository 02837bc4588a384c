import { expect, test } from 'vitest'
import { attemptWords, deliveryStanding, webhookStanding } from './webhookWords.ts'

const AT = '2026-11-25T12:00:00.000Z'
const nowMs = Date.parse(AT)

test('a webhook is disabled before it is failing', () => {
  expect(webhookStanding({ enabled: true, failingSince: null })).toBe('enabled')
  expect(webhookStanding({ enabled: true, failingSince: AT })).toBe('failing')
  expect(webhookStanding({ enabled: false, failingSince: AT })).toBe('disabled')
})

test('a message nobody has tried to send for a while is not said to be merely waiting', () => {
  const due = { state: 'due', underWay: false, attempts: [], createdAt: AT } as const
  expect(deliveryStanding(due, nowMs + 15_000)).toBe('waiting')
  expect(deliveryStanding(due, nowMs + 15_001)).toBe('not_sent')
  const tried = [{ attempt: 1, at: AT, endedAt: AT, status: 500, durationMs: 1, error: 'x' }]
  expect(deliveryStanding({ ...due, attempts: tried }, nowMs + 3_600_000)).toBe('waiting')
  expect(deliveryStanding({ ...due, underWay: true }, nowMs + 3_600_000)).toBe('under_way')
})

test('an attempt without an end is only called lost when nobody has the message any more', () => {
  const open = { endedAt: null, status: null, error: null }
  expect(attemptWords(open, true)).toBe('No answer yet.')
  expect(attemptWords(open, false)).toMatch(/process that sent it ended/)
  expect(attemptWords({ endedAt: AT, status: 204, error: null }, false)).toBe('Accepted with 204.')
  expect(attemptWords({ endedAt: AT, status: 500, error: 'Answered 500.' }, true)).toBe('Answered 500.')
})
