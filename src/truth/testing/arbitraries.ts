/** Facts for property tests: plausible ones crowded around the thresholds, and ones with anything anywhere. */

import fc from 'fast-check'
import type { CountKey, Facts } from '../facts.ts'
import { QUEUE_JOB_STATES, RECONCILIATION_REASONS, RETRY_POLICIES, RUN_OUTCOMES, RUN_STATUSES } from '../facts.ts'

export const BASE_MS = Date.UTC(2026, 10, 23, 12, 4, 0)

/** Offsets at which a rule turns, one millisecond to either side, and anything between. */
const turningMs = fc.constantFrom(0, 1_000, 2_000, 3_000, 5_000, 6_000, 15_000, 30_000, 90_000, 150_000, 600_000, 1_800_000, 86_400_000)
const offsetMs = fc.oneof(
  fc.tuple(turningMs, fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 1)).map(([ms, off, sign]) => sign * ms + off),
  fc.integer({ min: -20_000, max: 20_000 }),
  fc.integer({ min: -7_200_000, max: 600_000 }),
)
const instant = offsetMs.map((ms) => new Date(BASE_MS + ms).toISOString())
const maybeInstant = fc.option(instant, { freq: 4 })

/** Words people write, some of which the cells may not say. */
const foreignText = fc.constantFrom(
  'Uploading files',
  'Working',
  'in progress 50 %',
  'waiting for a worker',
  'lost and dead, retry “stuck”',
  'Deadline met',
  'Working directory not found',
  'SQLSTATE 23505: violates unique constraint "x"',
  'at run (/srv/app.js:10:4)',
  'Dana',
  '\u0001',
)
const windowMs = fc.constantFrom(null, 1, 1_000, 2_000.5, 30_000, 600_000, 1_800_000)
const count = fc.integer({ min: 0, max: 120 })
const everyCount: Record<CountKey, typeof count> = {
  processed: count,
  total: count,
  succeeded: count,
  failed: count,
  skipped: count,
  created: count,
  updated: count,
  deleted: count,
  bytes: count,
}
const counts = fc.oneof(fc.record(everyCount, { requiredKeys: [] }), fc.record({ processed: count, total: count }))

const run = fc.record({
  id: fc.constantFrom('4711', 'a/b ü', 'stuck'),
  type: fc.constant('inventory.sync'),
  status: fc.constantFrom(...RUN_STATUSES),
  outcome: fc.constantFrom(...RUN_OUTCOMES),
  attempt: fc.integer({ min: 0, max: 4 }),
  createdAt: instant,
  availableAt: maybeInstant,
  startedAt: maybeInstant,
  completedAt: maybeInstant,
  counts: fc.option(counts),
  phase: fc.option(foreignText, { freq: 1 }),
  children: fc.option(fc.record({ total: fc.integer({ min: 0, max: 5 }), finished: fc.integer({ min: 0, max: 5 }) }), { freq: 1 }),
  lastProgressAt: maybeInstant,
  restartedAt: fc.option(instant, { freq: 1 }),
  reconciliation: fc.option(
    fc.record({
      reason: fc.constantFrom(...RECONCILIATION_REASONS),
      at: instant,
      by: foreignText,
      rule: fc.option(fc.constant('R1')),
      because: fc.option(foreignText),
      amendedAt: maybeInstant,
    }),
  ),
  failure: fc.option(fc.record({ code: fc.constant('disk_full'), message: foreignText })),
  maxAttempts: fc.option(fc.integer({ min: 1, max: 4 })),
  workspace: fc.option(fc.constantFrom('acme', 'ä/c')),
  supersededBy: fc.option(fc.constantFrom('4712', 'in progress'), { freq: 1 }),
  cancelRequestedAt: fc.option(instant, { freq: 1 }),
  dispatchUnconfirmed: fc.option(fc.boolean()),
})

const worker = fc.record({
  name: fc.constantFrom('worker-1', 'lost-worker', 'working group'),
  bootId: fc.constantFrom(null, 'b1', 'b2', 'stale-boot'),
  leaseBootId: fc.constantFrom(null, 'b1', 'b1', 'stale-boot'),
  heartbeatAt: maybeInstant,
  heartbeatEveryMs: fc.constantFrom(null, 2_000, 2_000, 10_000, 0.5),
  sessionHeld: fc.constantFrom(null, true, false),
  databaseUpSince: maybeInstant,
  processAlive: fc.constantFrom(null, null, true, false),
  observedAt: fc.option(instant, { freq: 1 }),
  silentAfterMs: fc.constantFrom(null, null, 30_000, 1_000),
  sessionSeenAt: fc.option(instant, { freq: 1 }),
})

const policy = fc.option(
  fc.record({
    queuedWindowMs: windowMs,
    runningWindowMs: windowMs,
    reportsEveryMs: fc.constantFrom(null, null, 5_000, 30_000),
    reconcileAfterMs: windowMs,
    retry: fc.constantFrom(null, ...RETRY_POLICIES),
  }),
  { freq: 6 },
)

const queue = fc.option(
  fc.record({
    paused: fc.option(fc.record({ by: fc.option(foreignText), since: maybeInstant })),
    liveWorkers: fc.option(fc.integer({ min: 0, max: 2 })),
    ahead: fc.option(fc.integer({ min: 0, max: 2 })),
    concurrencyLimit: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 1 }),
    dependencies: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 1 }),
    recoversAfterMs: fc.option(fc.constantFrom(1_000, 90_000), { freq: 1 }),
  }),
)

/** Facts of the declared shape, in every combination, contradictions included. */
export const plausibleFacts: fc.Arbitrary<Facts> = fc.record({
  factsVersion: fc.constant(1 as const),
  asOf: fc.constant(new Date(BASE_MS).toISOString()),
  run,
  policy,
  worker: fc.option(worker, { freq: 6 }),
  queueJob: fc.option(fc.record({ state: fc.constantFrom(...QUEUE_JOB_STATES), since: maybeInstant, observedAt: maybeInstant })),
  queue,
  history: fc.option(
    fc.record({ p50Ms: fc.constantFrom(0, 120_000), p95Ms: fc.constantFrom(60_000, 240_000), count: fc.constantFrom(4, 5, 41) }),
  ),
})

const junkValue = fc.oneof(
  fc.anything(),
  fc.constantFrom('', 'soon', '2026-02-30T00:00:00Z', '2026-11-23T12:04:00', '2026-11-23 12:04:00+00', Number.NaN, Infinity, -1, 1e300, 0),
)

/** Plausible facts of which some values were replaced by anything at all. */
export const brokenFacts: fc.Arbitrary<unknown> = fc
  .tuple(plausibleFacts, fc.array(fc.tuple(fc.nat(), junkValue), { minLength: 1, maxLength: 5 }))
  .map(([facts, breaks]) => {
    const copy: unknown = structuredClone(facts)
    for (const [pick, junk] of breaks) replaceOne(copy, pick, junk)
    return copy
  })

export const anyFacts: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: plausibleFacts },
  { weight: 3, arbitrary: brokenFacts },
  { weight: 1, arbitrary: fc.anything({ withDate: true, withMap: true, withSparseArray: true, withNullPrototype: true }) },
)

function replaceOne(root: unknown, pick: number, junk: unknown): void {
  const slots: { holder: Record<string, unknown>; key: string }[] = []
  collect(root, slots)
  const slot = slots[pick % slots.length]
  if (slot !== undefined) slot.holder[slot.key] = junk
}

function collect(node: unknown, slots: { holder: Record<string, unknown>; key: string }[]): void {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return
  const holder = node as Record<string, unknown> // any plain object is one
  for (const key of Object.keys(holder)) {
    slots.push({ holder, key })
    collect(holder[key], slots)
  }
}
