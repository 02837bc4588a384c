import { describe, expect, test } from 'vitest'
import type { Capability, WireOperation, WirePlace } from '../../../src/http/contract.ts'
import { deriveVerdict, type Facts } from '../../../src/truth/index.ts'
import { ago, completed, gone, policy, queued, running, safe } from '../../../src/truth/testing/exampleFacts.ts'
import { nextStepPlace } from '../routes/operation/model/nextStep.ts'
import { offersFor, type Offers } from './offers.ts'

const type = { type: 'inventory.sync', label: 'Inventory sync', retry: 'safe', scheduled: false, startable: true, input: null } as const
const place: Pick<WirePlace, 'types' | 'tenants' | 'reachesAll'> = {
  types: [type],
  tenants: [{ slug: 'contoso', name: 'Contoso', operable: true }],
  reachesAll: false,
}
const everything = () => true

function operationOf(facts: Facts, over: Partial<WireOperation> = {}): WireOperation {
  const { run } = facts
  return {
    id: run.id,
    type: run.type,
    label: 'Inventory sync',
    workspace: 'acme',
    tenant: 'contoso',
    initiator: { kind: 'user', name: 'Dana' },
    status: run.status,
    outcome: run.outcome,
    attempt: run.attempt,
    maxAttempts: 1,
    createdAt: run.createdAt,
    availableAt: run.availableAt,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    counts: run.counts,
    phase: run.phase,
    failure: run.failure,
    parentId: null,
    retryOf: null,
    supersededBy: null,
    source: { name: 'pg-boss', control: 'own' },
    verdict: deriveVerdict(facts),
    links: { page: '' },
    facts,
    ...over,
  }
}

function offers(
  facts: Facts,
  over: Partial<WireOperation> = {},
  holds: (capability: Capability) => boolean = everything,
  where = place,
): Offers {
  const operation = operationOf(facts, over)
  return offersFor(operation, operation.verdict, holds, where)
}

const failed = completed({ outcome: 'failed' }, { policy: safe })
const stale = queued({ createdAt: ago(3_600) })
const lost = running({}, { worker: gone })

describe('what is offered', () => {
  test('is at most one thing that stands out, and never cancellation', () => {
    expect(offers(queued())).toEqual({ primary: null, others: ['cancel'], cancelAskedAt: null })
    expect(offers(stale)).toEqual({ primary: 'reconcile', others: ['cancel'], cancelAskedAt: null })
    expect(offers(lost)).toEqual({ primary: 'reconcile', others: [], cancelAskedAt: null })
    expect(offers(failed)).toEqual({ primary: 'retry', others: [], cancelAskedAt: null })
    expect(offers(completed({ outcome: 'cancelled' }, { policy: safe }))).toEqual({ primary: null, others: ['retry'], cancelAskedAt: null })
    expect(offers(completed({ outcome: 'succeeded' }, { policy: safe }))).toEqual({ primary: null, others: [], cancelAskedAt: null })
  })

  test('is nothing that one may not do', () => {
    for (const facts of [queued(), stale, lost, failed]) {
      expect(offers(facts, {}, (capability) => capability === 'operations.view')).toMatchObject({ primary: null, others: [] })
    }
    expect(offers(stale, {}, (capability) => capability === 'operations.cancel')).toMatchObject({ primary: null, others: ['cancel'] })
  })

  test('is no retry where anything about it is uncertain', () => {
    const none = { primary: null, others: [], cancelAskedAt: null }
    expect(offers(failed, {}, everything, { ...place, types: [{ ...type, retry: 'manual' }] })).toEqual(none)
    expect(offers(failed, {}, everything, { ...place, types: [{ ...type, startable: false }] })).toEqual(none)
    expect(offers(failed, {}, everything, { ...place, types: [] })).toEqual(none)
    expect(offers(failed, {}, everything, { ...place, tenants: [{ slug: 'contoso', name: 'Contoso', operable: false }] })).toEqual(none)
    expect(offers(failed, { tenant: null })).toEqual(none)
    expect(offers(failed, { tenant: null }, everything, { ...place, reachesAll: true })).toMatchObject({ primary: 'retry' })
    expect(offers(failed, { supersededBy: '12' })).toEqual(none)
    expect(offers(failed, { parentId: '12' })).toEqual(none)
  })

  test('is no second cancellation, and none without knowing whether there was a first', () => {
    const asked = running({ cancelRequestedAt: ago(5) })
    expect(offers(asked)).toEqual({ primary: null, others: [], cancelAskedAt: ago(5) })
    const { facts: _facts, ...bare } = operationOf(running())
    expect(offersFor(bare, bare.verdict, everything, place).others).toEqual([])
  })
})

describe('the next step', () => {
  const leads = (facts: Facts, holds = everything as (capability: Capability) => boolean) => {
    const operation = operationOf(facts)
    return nextStepPlace(operation, operation.verdict, offersFor(operation, operation.verdict, holds, place))
  }

  test('is the button where it is a deed one may do, and is said to be somebody else’s where it is not', () => {
    expect(leads(failed)).toBe('action')
    expect(leads(failed, () => false)).toBe('somebody else')
  })

  test('leads to what it is about otherwise', () => {
    expect(leads(stale)).toBe('evidence')
    expect(leads(lost)).toBe('here')
    const { types, ...rest } = place
    const operation = operationOf(completed({ outcome: 'failed' }, { policy }))
    const manual = { ...rest, types: types.map((one) => ({ ...one, retry: 'manual' as const })) }
    expect(nextStepPlace(operation, operation.verdict, offersFor(operation, operation.verdict, everything, manual))).toBe('result')
  })
})
