import { createHash } from 'node:crypto'
import type { Principal } from '../../src/access/actor.ts'
import type { RunDraft } from '../../src/ledger/sql/insertRun.ts'
import { COVERED } from '../support/factories.ts'

export function draft(initiator: Principal, overrides: Partial<RunDraft> = {}): RunDraft {
  return {
    type: 'inventory.sync',
    label: 'Inventory sync',
    tenantId: null,
    input: { path: '/' },
    policy: COVERED,
    maxAttempts: 1,
    requires: 'operations.start',
    initiator,
    source: 'external',
    queueName: null,
    queueJobId: null,
    identityHash: null,
    exclusive: false,
    idempotencyKey: null,
    requestHash: null,
    scheduleKey: null,
    parentId: null,
    partKey: null,
    retryOf: null,
    delayMs: 0,
    ...overrides,
  }
}

export function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
