import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EventKind, WireEvent } from '../../../../../src/http/contract.ts'
import { deriveVerdict, findForbidden, FRESHNESS_STATES, type Verdict } from '../../../../../src/truth/index.ts'
import { LOOKS, wordEvent } from './eventWords.ts'

const TESTDATA = new URL('../../../../../src/truth/testdata/', import.meta.url).pathname

/** The data of every kind, as the ledger writes it; a kind without a row here does not compile. */
const DATA: Record<EventKind, Record<string, unknown>> = {
  queued: { retryOf: '11' },
  dispatch_confirmed: {},
  waiting: { reason: 'behind_others', because: 'Waiting for a worker, behind 4 operations.' },
  started: { worker: 'worker-1', bootId: '440f40d2-03a6-4e91-a757-699b2436d393' },
  phase: { phase: 'Writing the manifest' },
  part_started: { part: '12', type: 'files.archive', key: 'north' },
  attempt_failed: { failure: { code: 'disk_full', message: 'The disk is full.' }, delayMs: 30_000 },
  attempt_lost: {
    reason: 'worker_lost',
    because: 'The worker process worker-1 is gone.',
    rule: 'R1',
    evidence: [{ signal: 'worker_session', checked: true, observed: 'not held', threshold: null, supports: 'orphaned' }],
    delayMs: 0,
  },
  handed_back: {},
  cancel_requested: {},
  succeeded: { counts: { processed: 1_204, failed: 3 } },
  partially_succeeded: { failure: { code: 'some', message: 'Ten could not be read.' }, counts: { processed: 90 } },
  blocked: { failure: { code: 'tenant_suspended', message: 'The tenant is suspended.' } },
  failed: { failure: { code: 'disk_full', message: 'The disk is full.' } },
  cancelled: {},
  reconciled: { reason: 'stale_running', outcome: 'failed', because: 'Last sign of life 48 s ago.', rule: 'R3' },
  amended: { outcome: 'succeeded', counts: { processed: 7 } },
  retried: { as: '13' },
  superseded: { by: '14' },
  facts_read: {},
  raw_read: {},
  downloaded: { fileName: 'inventory.csv' },
}
const KINDS = Object.keys(DATA) as EventKind[]

const event = (kind: string, data: Record<string, unknown> = {}): WireEvent => ({
  id: '1',
  at: '2026-11-23T12:03:04.000Z',
  kind,
  attempt: 2,
  actor: { kind: 'user', name: 'Dana' },
  data,
})

const said = (given: WireEvent, freshness: Verdict['freshness']) => {
  const { what, detail } = wordEvent(given, freshness)
  return [what, ...detail].join('\n')
}

describe('a timeline', () => {
  test.each(KINDS)('says %s in words of its own, with and without what is recorded beside it', (kind) => {
    for (const data of [DATA[kind], {}]) {
      const { what, detail } = wordEvent(event(kind, data), 'settled')
      expect(what).toMatch(/^[A-Z]/)
      expect([what, ...detail].join(' ')).not.toMatch(/undefined|null|NaN|\[object|_/)
    }
  })

  test.each(FRESHNESS_STATES)('claims nothing beside a %s verdict that the verdict may not', (freshness) => {
    for (const kind of KINDS) expect([kind, findForbidden(said(event(kind, DATA[kind]), freshness), freshness)]).toEqual([kind, []])
  })

  test('quotes what somebody else wrote, whatever it claims, and withholds raw material', () => {
    const boast = 'Working, almost done: 99 %, running for 3 h, lost and stuck'
    for (const freshness of FRESHNESS_STATES) {
      for (const kind of KINDS) {
        const data = { phase: boast, worker: boast, key: boast, fileName: boast, because: boast, failure: { code: 'x', message: boast } }
        expect([kind, findForbidden(said(event(kind, data), freshness), freshness)]).toEqual([kind, []])
      }
    }
    const raw = event('failed', { failure: { code: 'x', message: 'insert violates unique constraint "one_active_run"' } })
    expect(said(raw, 'settled')).not.toContain('one_active_run')
  })

  test('beside every golden history says nothing its verdict may not', () => {
    for (const name of readdirSync(TESTDATA)) {
      const { facts } = JSON.parse(readFileSync(join(TESTDATA, name), 'utf8')) as { facts: { run?: Record<string, unknown> } | null }
      const { freshness } = deriveVerdict(facts)
      const run = facts?.run ?? {}
      const data = { failure: run.failure, phase: run.phase, counts: run.counts, ...(run.reconciliation as object | null) }
      for (const kind of KINDS) {
        const found = findForbidden(said(event(kind, { ...DATA[kind], ...data }), freshness), freshness)
        expect([name, kind, found]).toEqual([name, kind, []])
      }
    }
  })

  test('leads to the other operation it is about', () => {
    expect(KINDS.filter((kind) => wordEvent(event(kind, DATA[kind]), 'settled').operation !== null)).toEqual([
      'queued',
      'part_started',
      'retried',
      'superseded',
    ])
    expect(wordEvent(event('retried', { as: '13/../../x' }), 'settled').operation).toBeNull()
  })

  test('keeps the evidence a conclusion was drawn from, and drops what is none', () => {
    expect(wordEvent(event('attempt_lost', DATA.attempt_lost), 'fresh').evidence).toHaveLength(1)
    expect(
      wordEvent(event('reconciled', { evidence: [null, 'x', { signal: 'gut_feeling', supports: 'orphaned' }] }), 'settled').evidence,
    ).toEqual([])
  })

  test('names a kind it does not know instead of dropping it', () => {
    expect(wordEvent(event('moved_house'), 'settled').what).toBe('moved house')
    expect(wordEvent(event('constructor'), 'settled').what).toBe('constructor')
  })

  test('tells looks from what happened', () => {
    expect(KINDS.filter((kind) => LOOKS.has(kind))).toEqual(['facts_read', 'raw_read', 'downloaded'])
  })
})
