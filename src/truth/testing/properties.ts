/**
 * Promises of the truth engine that hold for every input, shared by the unit tests and the soak. Long because it is one list: each promise
 * is a few lines, and which promises there are should be seen at a glance.
 */

import fc from 'fast-check'
import { findForbidden } from '../copy/forbidden.ts'
import { deriveCell } from '../deriveCell.ts'
import { deriveVerdict } from '../deriveVerdict.ts'
import type { Facts } from '../facts.ts'
import { parseInstant } from '../instants.ts'
import { reconciliationPlan } from '../reconciliationPlan.ts'
import type { FreshnessState, Lifecycle, Verdict } from '../verdict.ts'
import { EVIDENCE_SIGNALS, FRESHNESS_STATES, LIFECYCLES, PROBLEM_CLASSES, VERDICT_REASONS } from '../verdict.ts'
import { anyFacts, BASE_MS, brokenFacts, plausibleFacts } from './arbitraries.ts'
import { withoutAges } from './withoutAges.ts'

export interface TruthProperty {
  readonly title: string
  readonly property: fc.IProperty<unknown>
}

export const LEGAL_CELLS: Record<Lifecycle, readonly FreshnessState[]> = {
  queued: ['fresh', 'likely_stale', 'orphaned', 'unknown'],
  running: ['fresh', 'likely_stale', 'orphaned', 'unknown'],
  completed: ['settled', 'reconciled'],
}

const laterMs = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }),
  fc.integer({ min: 0, max: 7_200_000 }),
  fc.constantFrom(86_400_000, 40 * 86_400_000, 900 * 86_400_000),
)

export const TRUTH_PROPERTIES: readonly TruthProperty[] = [
  {
    title: 'any input at all gives one of the ten legal cells and a complete verdict',
    property: fc.property(fc.oneof(anyFacts, fc.anything()), fc.oneof(fc.string(), fc.constant(iso(BASE_MS))), (facts, asOf) => {
      const verdict = deriveVerdict(facts, asOf)
      ensure(LIFECYCLES.includes(verdict.lifecycle) && FRESHNESS_STATES.includes(verdict.freshness), 'unknown axis value')
      ensure(LEGAL_CELLS[verdict.lifecycle].includes(verdict.freshness), `illegal cell ${verdict.lifecycle} × ${verdict.freshness}`)
      ensure(VERDICT_REASONS.includes(verdict.reason) && PROBLEM_CLASSES.includes(verdict.problem), 'unknown code')
      ensure(verdict.headline !== '' && verdict.guidance !== '', 'a verdict without words')
      ensure(!/undefined|NaN|null|Infinity|\s{2}|\.\./.test(verdict.headline + verdict.guidance), `broken words: ${verdict.guidance}`)
    }),
  },
  {
    title: 'the cell alone is the cell of the verdict',
    property: fc.property(
      fc.oneof(anyFacts, fc.anything()),
      fc.oneof(
        fc.string(),
        laterMs.map((ms) => iso(BASE_MS + ms)),
      ),
      (facts, asOf) => {
        const { lifecycle, freshness, problem } = deriveVerdict(facts, asOf)
        const cell = deriveCell(facts, asOf)
        ensure(cell.lifecycle === lifecycle && cell.freshness === freshness && cell.problem === problem, 'two cells for the same facts')
      },
    ),
  },
  {
    title: 'the same facts give the same bytes',
    property: fc.property(anyFacts, (facts) => {
      ensure(JSON.stringify(deriveVerdict(facts)) === JSON.stringify(deriveVerdict(facts)), 'bytes differ')
    }),
  },
  {
    title: 'key order, duplicated keys and unknown keys change nothing',
    property: fc.property(plausibleFacts, (facts) => {
      const expected = JSON.stringify(deriveVerdict(facts))
      ensure(JSON.stringify(deriveVerdict(JSON.parse(reversedTwice(facts)))) === expected, 'order or duplicates matter')
      ensure(JSON.stringify(deriveVerdict({ ...facts, later: { worker: 'dead' } })) === expected, 'an unknown key matters')
    }),
  },
  {
    title: 'the facts are never written to',
    property: fc.property(plausibleFacts, (facts) => {
      const before = JSON.stringify(facts)
      deriveVerdict(deepFreeze(facts))
      ensure(JSON.stringify(facts) === before, 'facts changed')
    }),
  },
  {
    title: 'waiting never heals: with the evidence held still, stale stays stale or becomes proof, and proof stays proof',
    property: fc.property(fc.oneof(plausibleFacts, brokenFacts), laterMs, laterMs, (facts, firstMs, secondMs) => {
      const early = deriveVerdict(facts, iso(BASE_MS + firstMs)).freshness
      const late = deriveVerdict(facts, iso(BASE_MS + firstMs + secondMs)).freshness
      if (early === 'likely_stale') ensure(late === 'likely_stale' || late === 'orphaned', `${early} became ${late}`)
      if (early === 'orphaned') ensure(late === 'orphaned', `${early} became ${late}`)
    }),
  },
  {
    title: 'waiting never heals when the facts file itself is dated later',
    property: fc.property(plausibleFacts, laterMs, (facts, ms) => {
      const early = deriveVerdict(facts).freshness
      const late = deriveVerdict({ ...facts, asOf: iso(BASE_MS + ms) }).freshness
      if (early === 'likely_stale') ensure(late === 'likely_stale' || late === 'orphaned', `${early} became ${late}`)
      if (early === 'orphaned') ensure(late === 'orphaned', `${early} became ${late}`)
    }),
  },
  {
    title: 'nextChangeAt is honest to the millisecond: the same until one before, different at it',
    property: fc.property(
      fc.oneof(plausibleFacts, brokenFacts),
      laterMs,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (facts, ms, share) => {
        const asOfMs = BASE_MS + ms
        const now = deriveVerdict(facts, iso(asOfMs))
        if (now.nextChangeAt === null) return
        const changeMs = parseInstant(now.nextChangeAt)
        ensure(changeMs > asOfMs, 'a change in the past')
        const between = asOfMs + Math.floor((changeMs - 1 - asOfMs) * share)
        const same = withoutAges(now)
        ensure(withoutAges(deriveVerdict(facts, iso(between))) === same, `changed at ${iso(between)} before ${now.nextChangeAt}`)
        ensure(withoutAges(deriveVerdict(facts, iso(changeMs - 1))) === same, `changed before ${now.nextChangeAt}`)
        ensure(withoutAges(deriveVerdict(facts, iso(changeMs))) !== same, `nothing changed at ${now.nextChangeAt}`)
      },
    ),
  },
  {
    title: 'nextChangeAt null means that no later evaluation time ever changes the verdict',
    property: fc.property(fc.oneof(plausibleFacts, brokenFacts), laterMs, laterMs, (facts, ms, furtherMs) => {
      const now = deriveVerdict(facts, iso(BASE_MS + ms))
      if (now.nextChangeAt !== null) return
      const later = deriveVerdict(facts, iso(BASE_MS + ms + furtherMs))
      ensure(withoutAges(later) === withoutAges(now), `changed at ${later.asOf}`)
    }),
  },
  {
    title: 'orphaned only ever stands on positive evidence that is listed beside it',
    property: fc.property(anyFacts, (facts) => {
      const verdict = deriveVerdict(facts)
      const proof = verdict.evidence.some(({ checked, supports }) => checked && supports === 'orphaned')
      if (verdict.freshness === 'orphaned') ensure(proof, 'no proof listed')
      if (proof) ensure(verdict.freshness === 'orphaned' || verdict.freshness === 'unknown', `proof listed beside ${verdict.freshness}`)
    }),
  },
  {
    title: 'age and silence alone never convict',
    property: fc.property(plausibleFacts, laterMs, (facts, ms) => {
      const { worker } = facts
      const silent = worker === null ? null : { ...worker, sessionHeld: null, processAlive: null, bootId: null }
      const verdict = deriveVerdict({ ...facts, worker: silent, queueJob: null }, iso(BASE_MS + ms))
      ensure(verdict.freshness !== 'orphaned', 'convicted by silence')
    }),
  },
  {
    title: 'a signal that was not checked counts as neither dead nor alive',
    property: fc.property(anyFacts, (facts) => {
      const { evidence } = deriveVerdict(facts)
      for (const { signal, checked, observed, supports } of evidence) {
        ensure(checked || (observed === null && supports === 'nothing'), `${signal} speaks without having been checked`)
      }
    }),
  },
  {
    title: 'evidence stands in one fixed order, each signal once',
    property: fc.property(anyFacts, (facts) => {
      const places = deriveVerdict(facts).evidence.map(({ signal }) => EVIDENCE_SIGNALS.indexOf(signal))
      ensure(
        places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1)),
        `order ${places.join(' ')}`,
      )
    }),
  },
  {
    title: 'no text of a verdict says what its cell may not say',
    property: fc.property(anyFacts, laterMs, (facts, ms) => {
      const verdict = deriveVerdict(facts, iso(BASE_MS + ms))
      for (const text of textsOf(verdict)) {
        const found = findForbidden(text, verdict.freshness)
        ensure(found.length === 0, `${verdict.freshness} says ${found.join(', ')}: ${text}`)
      }
    }),
  },
  {
    title: 'nothing is live and no percentage exists unless the operation runs fresh',
    property: fc.property(anyFacts, (facts) => {
      const { lifecycle, freshness, progress, duration } = deriveVerdict(facts)
      const alive = lifecycle === 'running' && freshness === 'fresh'
      ensure(progress.live === alive, 'liveness of progress and cell differ')
      ensure(progress.percent === null || (alive && progress.mode === 'counted'), 'a percentage out of place')
      ensure(
        progress.percent === null || (Number.isInteger(progress.percent) && progress.percent >= 0 && progress.percent <= 99),
        'a bad percentage',
      )
      ensure(
        alive || lifecycle === 'completed' || (duration.elapsedMs === null && duration.insight === 'none'),
        'a clock ticks for a dead job',
      )
    }),
  },
  {
    title: 'the problem class follows from the cell and the outcome alone',
    property: fc.property(anyFacts, (facts) => {
      const { freshness, problem } = deriveVerdict(facts)
      const attention = freshness === 'likely_stale' || freshness === 'orphaned'
      ensure((problem === 'active_stale_attention') === attention, `${freshness} with ${problem}`)
      if (problem === 'terminal_follow_up') ensure(freshness === 'settled' || freshness === 'reconciled', 'follow-up on an open operation')
    }),
  },
  {
    title: 'the plan never closes what is fresh, unknown or terminal, nor on a single look',
    property: fc.property(
      plausibleFacts,
      laterMs,
      fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null }),
      fc.subarray([...EVIDENCE_SIGNALS]),
      (facts, ms, agoMs, checkable) => {
        const asOfMs = BASE_MS + ms
        const verdict = deriveVerdict(facts, iso(asOfMs))
        const orphanedSince = agoMs === null ? null : iso(asOfMs - agoMs)
        const plan = reconciliationPlan({ verdict, facts, orphanedSince, checkable })
        if (plan.action !== 'close') return
        ensure(verdict.problem === 'active_stale_attention', `closed ${verdict.freshness}`)
        if (verdict.freshness === 'orphaned') ensure(agoMs !== null && agoMs >= 5_000, 'closed at first sight')
        else
          ensure(!verdict.evidence.some(({ checked, signal }) => !checked && checkable.includes(signal)), 'closed with a signal unchecked')
      },
    ),
  },
  {
    title: 'a plan that waits closes at the instant it names, not a millisecond earlier',
    property: fc.property(plausibleFacts, laterMs, (facts, ms) => {
      const orphanedSince = iso(BASE_MS + ms)
      const plan = planAt(facts, BASE_MS + ms, orphanedSince)
      if (plan.action !== 'wait' || plan.dueAt === null) return
      const dueMs = parseInstant(plan.dueAt)
      const cell = deriveVerdict(facts, iso(BASE_MS + ms))
      // A suspicion may turn into another one, or into proof, before its time is up.
      const due = deriveVerdict(facts, iso(dueMs))
      if (due.freshness !== cell.freshness || due.reason !== cell.reason) return
      ensure(planAt(facts, dueMs - 1, orphanedSince).action === 'wait', 'closed early')
      ensure(planAt(facts, dueMs, orphanedSince).action === 'close', 'not closed when due')
    }),
  },
]

function planAt(facts: Facts, asOfMs: number, orphanedSince: string): ReturnType<typeof reconciliationPlan> {
  return reconciliationPlan({ verdict: deriveVerdict(facts, iso(asOfMs)), facts, orphanedSince, checkable: [] })
}

/** Every text of a verdict that somebody may read. */
function textsOf(verdict: Verdict): string[] {
  const texts = [verdict.headline, verdict.guidance, verdict.nextStep?.label, verdict.progress.label, verdict.duration.label]
  for (const { observed, threshold } of verdict.evidence) texts.push(observed, threshold)
  return texts.filter((text) => typeof text === 'string')
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function ensure(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

/** JSON text with every object's keys reversed and written twice, a wrong value first. */
function reversedTwice(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const doubled = entries
    .toReversed()
    .flatMap(([key, inner]) => [`${JSON.stringify(key)}:"first"`, `${JSON.stringify(key)}:${reversedTwice(inner)}`])
  return `{${doubled.join(',')}}`
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
