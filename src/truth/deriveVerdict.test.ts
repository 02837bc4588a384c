import { describe, expect, test } from 'vitest'
import { deriveVerdict } from './deriveVerdict.ts'
import { ago, alive, AS_OF_MS, completed, gone, queued, running } from './testing/exampleFacts.ts'
import { LEGAL_CELLS } from './testing/properties.ts'
import type { CellRow } from './testing/truthTable.ts'
import { TRUTH_TABLE } from './testing/truthTable.ts'
import { EVIDENCE_SUPPORTS, LIFECYCLES } from './verdict.ts'
import type { EvidenceSupport } from './verdict.ts'

const LOUDNESS: Record<EvidenceSupport, number> = { nothing: 0, fresh: 1, stale: 2, orphaned: 3 }

describe('the full table of cells', () => {
  for (const lifecycle of LIFECYCLES) {
    for (const [freshness, row] of Object.entries<CellRow>(TRUTH_TABLE[lifecycle])) {
      test(`${lifecycle} × ${freshness} says all that its row says`, () => {
        const verdict = deriveVerdict(row.facts)
        const checked = verdict.evidence.filter((evidence) => evidence.checked).map(({ supports }) => supports)
        const loudest = EVIDENCE_SUPPORTS.toSorted((left, right) => LOUDNESS[right] - LOUDNESS[left]).find((each) => checked.includes(each))
        expect({
          lifecycle: verdict.lifecycle,
          freshness: verdict.freshness,
          headline: verdict.headline,
          problem: verdict.problem,
          nextStep: verdict.nextStep?.label ?? null,
          mode: verdict.progress.mode,
          live: verdict.progress.live,
          evidence: verdict.evidence.length === 0 ? 'none' : 'listed',
          loudest: loudest ?? null,
          timeMayChangeIt: verdict.nextChangeAt !== null,
        }).toEqual({ lifecycle, freshness, ...row, facts: undefined })
      })
    }
  }

  test('the table has exactly the ten legal cells', () => {
    const filled = LIFECYCLES.map((lifecycle) => [lifecycle, Object.keys(TRUTH_TABLE[lifecycle])])
    expect(Object.fromEntries(filled)).toEqual(LEGAL_CELLS)
    expect(LIFECYCLES.flatMap((lifecycle) => LEGAL_CELLS[lifecycle])).toHaveLength(10)
  })
})

describe('the evaluation time', () => {
  test('defaults to the one in the facts, also when the given one cannot be read', () => {
    expect(deriveVerdict(queued()).asOf).toBe(ago(0))
    expect(deriveVerdict(queued(), 'soon').asOf).toBe(ago(0))
    expect(deriveVerdict(queued(), ago(-5)).asOf).toBe(ago(-5))
  })

  test('without any, an open operation is unknown and a completed one is what it was', () => {
    const open = deriveVerdict({ ...running({}, { worker: gone }), asOf: undefined })
    expect([open.freshness, open.asOf, open.nextChangeAt]).toEqual(['unknown', '', null])
    const planned = deriveVerdict({ ...queued({ availableAt: ago(60) }), asOf: undefined })
    expect(planned.evidence.map(({ checked }) => checked)).toEqual([false, false])
    expect(deriveVerdict({ ...completed({ outcome: 'succeeded' }), asOf: 12 }).freshness).toBe('settled')
  })
})

test('an object that throws when it is read gives a verdict all the same', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('no')
      },
    },
  )
  expect(deriveVerdict(hostile)).toMatchObject({ lifecycle: 'queued', freshness: 'unknown', reason: 'unreadable_facts' })
})

test('the way back is open: fresh evidence makes a stale or orphaned operation fresh again', () => {
  const silent = running({}, { worker: { ...alive, heartbeatAt: ago(48) } })
  const killed = running({}, { worker: gone })
  expect(deriveVerdict(silent).freshness).toBe('likely_stale')
  expect(deriveVerdict(killed).freshness).toBe('orphaned')
  expect(deriveVerdict({ ...silent, worker: alive }).freshness).toBe('fresh')
  expect(deriveVerdict({ ...killed, worker: alive }).freshness).toBe('fresh')
})

test('nextChangeAt of a beating worker is the first millisecond after three missed beats', () => {
  expect(deriveVerdict(running()).nextChangeAt).toBe(new Date(AS_OF_MS - 1_000 + 6_000 + 1).toISOString())
})
