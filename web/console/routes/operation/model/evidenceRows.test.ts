import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { deriveVerdict, findForbidden, type Evidence } from '../../../../../src/truth/index.ts'
import { evidenceRows, splitInstants } from './evidenceRows.ts'
import { readEvidence } from './readEvidence.ts'

const TESTDATA = new URL('../../../../../src/truth/testdata/', import.meta.url).pathname
const held: Evidence = { signal: 'worker_session', checked: true, observed: 'held', threshold: null, supports: 'fresh' }
const unread: Evidence = { signal: 'queue_job', checked: false, observed: null, threshold: '5 s', supports: 'nothing' }
const silent: Evidence = {
  signal: 'worker_heartbeat',
  checked: true,
  observed: '2026-11-23T12:03:01Z',
  threshold: '6 s',
  supports: 'stale',
}

describe('the evidence table', () => {
  test('lists what could not be checked below what could, and counts it neither way', () => {
    const rows = evidenceRows([unread, held, silent])
    expect(rows.map(({ label, says, weight }) => [label, says, weight])).toEqual([
      ['Worker session', 'Speaks for health', 'plain'],
      ['Worker heartbeat', 'Raises suspicion', 'against'],
      ['Queue job', 'Not checked', 'unchecked'],
    ])
  })

  test('tells instants from words, so that a reader sees his own time', () => {
    expect(splitInstants('not held at 2026-11-23T12:03:01.250Z, twice')).toEqual([
      { text: 'not held at ' },
      { at: '2026-11-23T12:03:01.250Z' },
      { text: ', twice' },
    ])
  })

  test('of every golden history says nothing its verdict may not', () => {
    for (const name of readdirSync(TESTDATA)) {
      const { facts } = JSON.parse(readFileSync(join(TESTDATA, name), 'utf8')) as { facts: unknown }
      const verdict = deriveVerdict(facts)
      for (const row of evidenceRows(verdict.evidence)) {
        const observed = row.observed.map((part) => ('at' in part ? part.at : part.text)).join('')
        const text = [row.label, observed, row.threshold ?? '', row.says].join('\n')
        expect([name, findForbidden(text, verdict.freshness)]).toEqual([name, []])
      }
    }
  })

  test('of a kept conclusion is the evidence as it was written', () => {
    const kept: unknown = JSON.parse(JSON.stringify([held, unread, silent]))
    expect(readEvidence(kept)).toEqual([held, unread, silent])
    expect(readEvidence(null)).toEqual([])
    expect(readEvidence([{ ...held, checked: 'yes' }])).toEqual([{ ...held, checked: false }])
  })
})
