import { describe, expect, test } from 'vitest'
import { deriveVerdict } from '../deriveVerdict.ts'
import { RUN_OUTCOMES } from '../facts.ts'
import { ago, baseRun, completed, safe } from '../testing/exampleFacts.ts'

const reconciliation = { reason: 'worker_lost', at: ago(60), by: 'reconciler', rule: 'R1', because: null, amendedAt: null } as const

describe('C1 and C2', () => {
  test('a recorded reconciliation stays visible, whatever the outcome', () => {
    for (const outcome of RUN_OUTCOMES) expect(deriveVerdict(completed({ outcome, reconciliation })).freshness).toBe('reconciled')
    for (const outcome of RUN_OUTCOMES) expect(deriveVerdict(completed({ outcome })).freshness).toBe('settled')
  })

  test('an amendment shows the amended outcome and keeps the lineage', () => {
    const { headline, guidance, problem } = deriveVerdict(
      completed({ outcome: 'succeeded', reconciliation: { ...reconciliation, amendedAt: ago(30) } }),
    )
    expect([headline, problem]).toEqual(['Succeeded (amended)', 'none'])
    expect(guidance).toMatch(/^Reconciled as failed at 12:03:00 UTC; amended by the worker's own report at 12:03:30 UTC\./)
  })

  test('an amendment of an adapter whose conclusion was not kept does not invent it', () => {
    const facts = completed({ outcome: 'failed', reconciliation: { ...reconciliation, reason: 'adapter_out_of_sync', amendedAt: ago(30) } })
    expect(deriveVerdict(facts).guidance).toMatch(/^Reconciled at 12:03:00 UTC; amended/)
  })
})

describe('broken rows', () => {
  test('an unreadable status is inferred: completed, else started, else queued, and unknown unless completed', () => {
    const broken = { ...baseRun, status: 'stuck' }
    const judge = (run: unknown) => deriveVerdict({ ...completed({}), run })
    expect(judge(broken)).toMatchObject({ lifecycle: 'queued', freshness: 'unknown', reason: 'unreadable_status' })
    expect(judge({ ...broken, startedAt: ago(9) })).toMatchObject({ lifecycle: 'running', freshness: 'unknown' })
    expect(judge({ ...broken, startedAt: ago(9), completedAt: ago(1) })).toMatchObject({ lifecycle: 'completed', freshness: 'settled' })
    expect(judge({ ...broken, completedAt: 'yesterday' })).toMatchObject({ lifecycle: 'queued', freshness: 'unknown' })
  })

  test('completed without an outcome is settled, says so and asks for follow-up', () => {
    for (const outcome of ['pending', 'fine', undefined]) {
      const run = { ...completed({}).run, outcome }
      expect(deriveVerdict({ ...completed({}, { policy: safe }), run })).toMatchObject({
        freshness: 'settled',
        headline: 'Outcome not recorded',
        problem: 'terminal_follow_up',
        nextStep: { label: 'Review outcome' },
      })
    }
  })
})

describe('follow-up', () => {
  test('failed, blocked and partial ask for it; succeeded and cancelled do not', () => {
    const asking = RUN_OUTCOMES.filter((outcome) => deriveVerdict(completed({ outcome })).problem === 'terminal_follow_up')
    expect(asking).toEqual(['pending', 'partially_succeeded', 'blocked', 'failed'])
  })

  test('a later success answers it: no problem, no next step, and the sentence that says why', () => {
    const verdict = deriveVerdict(completed({ outcome: 'failed', supersededBy: '4715' }, { policy: safe }))
    expect(verdict).toMatchObject({ headline: 'Failed', problem: 'none', nextStep: null })
    expect(verdict.guidance).toContain('Superseded by operation 4715.')
  })

  test('only a type declared safe offers to start it again; every other asks for review', () => {
    const step = (retry: 'safe' | 'manual' | 'never' | null) =>
      deriveVerdict(completed({ outcome: 'failed' }, { policy: { ...safe, retry } })).nextStep?.label
    expect([step('safe'), step('manual'), step('never'), step(null)]).toEqual([
      'Retry operation',
      'Review failure',
      'Review failure',
      'Review failure',
    ])
    expect(deriveVerdict(completed({ outcome: 'failed' }, { policy: null })).nextStep?.label).toBe('Review failure')
  })
})
