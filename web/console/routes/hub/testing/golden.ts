import type { WireOperation } from '../../../../../src/http/contract.ts'
import { deriveVerdict } from '../../../../../src/truth/deriveVerdict.ts'
import type { Facts } from '../../../../../src/truth/facts.ts'
import { GOLDEN_CASES } from '../../../../../src/truth/testing/goldenCases.ts'
import type { Shown } from '../model/shown.ts'

/** The golden situations as the API would list them. */
export const GOLDEN: readonly { readonly situation: string; readonly shown: Shown }[] = GOLDEN_CASES.map(({ situation, facts }, index) => {
  const verdict = deriveVerdict(facts)
  return { situation, shown: { operation: operation(String(index + 1), { status: verdict.lifecycle, verdict }), verdict } }
})

export function golden(situation: string, change: Partial<WireOperation> = {}): Shown {
  const found = GOLDEN_CASES.find((given) => given.situation === situation)
  if (found === undefined) throw new Error(`There is no golden situation ${situation}.`)
  const verdict = deriveVerdict(found.facts)
  // Hand-written facts of the current version.
  const facts = found.facts as Facts
  return { operation: operation('1', { status: verdict.lifecycle, verdict, facts, ...change }), verdict }
}

function operation(id: string, change: Partial<WireOperation> & Pick<WireOperation, 'verdict'>): WireOperation {
  const at = '2026-11-23T12:00:00.000Z'
  return {
    id,
    type: 'inventory.sync',
    label: 'Inventory sync',
    workspace: 'acme',
    tenant: 'contoso',
    initiator: { kind: 'user', name: 'Dana' },
    status: 'queued',
    outcome: 'pending',
    attempt: 1,
    maxAttempts: 1,
    createdAt: at,
    availableAt: null,
    startedAt: at,
    completedAt: null,
    counts: null,
    phase: null,
    failure: null,
    parentId: null,
    retryOf: null,
    supersededBy: null,
    source: { name: 'pg-boss', control: 'own' },
    links: { page: `/admin/workspaces/acme/operations/${id}` },
    ...change,
  }
}
