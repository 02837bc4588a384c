import { expect, test } from 'vitest'
import { CONNECTION_STATES, connectionSentence } from './connection.ts'

const nowMs = Date.parse('2026-11-23T12:03:05Z')

test('while it lives it says how long ago something was heard', () => {
  expect(connectionSentence({ state: 'live', lastHeardAt: nowMs - 1_000 }, nowMs)).toBe('Live · heard 1 s ago')
  expect(connectionSentence({ state: 'polling', lastHeardAt: nowMs - 3_000 }, nowMs)).toBe('Asking every few seconds · heard 3 s ago')
})

test('once it is lost it says since when, and what that means for what is shown', () => {
  expect(connectionSentence({ state: 'lost', lastHeardAt: nowMs - 1_000 }, nowMs)).toMatch(
    /^Connection lost, last heard .*03:04.*\. Verdicts continue from what was known\.$/,
  )
})

test('a missing time is never filled with now', () => {
  for (const state of CONNECTION_STATES) expect(connectionSentence({ state, lastHeardAt: null }, nowMs)).not.toMatch(/\d/)
})

test('an answer from a clock ahead of ours is not from the future', () => {
  expect(connectionSentence({ state: 'live', lastHeardAt: nowMs + 400 }, nowMs)).toBe('Live · heard 0 s ago')
})
