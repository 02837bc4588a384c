import type { FreshnessState, Lifecycle } from '../../src/truth/verdict.ts'
import { COVERED, type RunHistory } from '../support/factories.ts'

type TerminalState = 'settled' | 'reconciled'
type LegalFreshness<Cycle extends Lifecycle> = Cycle extends 'completed' ? TerminalState : Exclude<FreshnessState, TerminalState>

/** Several ways into a cell, since each has sentences of its own. Typed by the unions: a new cell does not compile without one. */
type Histories = { readonly [Cycle in Lifecycle]: { readonly [State in LegalFreshness<Cycle>]: readonly RunHistory[] } }

export const alive = { worker: 'worker-alive', bootId: '0a11fe00-0000-4000-8000-000000000001' }
export const gone = { worker: 'worker-gone', bootId: '0a11fe00-0000-4000-8000-000000000002' }
export const silent = { worker: 'worker-silent', bootId: '0a11fe00-0000-4000-8000-000000000003' }

const closedByReconciler = {
  outcome: 'failed',
  at: '2026-01-02T03:04:05.000Z',
  by: 'Reconciler',
  rule: 'R1',
  because: 'The worker process worker-gone is gone.',
  evidence: [{ signal: 'worker_session', checked: true, observed: 'not held', threshold: 'not held', supports: 'orphaned' }],
  notChecked: ['queue_job'],
  asOf: '2026-01-02T03:04:05.000Z',
  amendedAt: null,
  amendedFrom: null,
} as const

export const HISTORIES: Histories = {
  queued: {
    fresh: [{ status: 'queued' }, { status: 'queued', availableAgoMs: -3_600_000 }, { status: 'queued', attempt: 1, maxAttempts: 3 }],
    likely_stale: [
      { status: 'queued', createdAgoMs: 840_000 },
      { status: 'queued', createdAgoMs: 90_000_000, attempt: 1, maxAttempts: 3 },
    ],
    orphaned: [{ status: 'queued', source: 'pg-boss', queueName: 'inventory.sync', queueJobId: '7b0c0c52-5d0e-4c2e-9d3a-0f7f3f0b8a11' }],
    unknown: [{ status: 'queued', policy: null }],
  },
  running: {
    fresh: [
      { status: 'running', ...alive },
      { status: 'running', ...alive, progressAgoMs: 1_000, counts: { processed: 37, total: 100, skipped: 0, failed: 2 } },
      { status: 'running', ...alive, progressAgoMs: 1_000, phase: 'Collecting files' },
      { status: 'running', ...alive, progressAgoMs: 1_000, counts: { processed: 100, total: 100 } },
    ],
    likely_stale: [
      { status: 'running', ...silent },
      { status: 'running', startedAgoMs: 7_200_000 },
      { status: 'running', startedAgoMs: 600_000, policy: { ...COVERED, reportsEveryMs: 30_000 }, counts: { processed: 37, total: 100 } },
    ],
    orphaned: [
      { status: 'running', ...gone },
      { status: 'running', ...gone, progressAgoMs: 50_000, counts: { processed: 37, total: 100 } },
    ],
    unknown: [{ status: 'running', policy: null }],
  },
  completed: {
    settled: [
      { status: 'completed', counts: { processed: 1_204, total: 1_204, skipped: 0, bytes: 12_345_678 } },
      { status: 'completed', outcome: 'partially_succeeded', failure: { code: 'some_left', message: 'Two shelves were locked' } },
      { status: 'completed', outcome: 'blocked', failure: { code: 'blocked', message: 'The tenant is suspended' } },
      { status: 'completed', outcome: 'failed', failure: { code: 'odd', message: 'Still working at 37 %, "almost done"' } },
      { status: 'completed', outcome: 'failed' },
      { status: 'completed', outcome: 'cancelled' },
    ],
    reconciled: [
      { status: 'completed', outcome: 'failed', reconciliation: { ...closedByReconciler, reason: 'worker_lost' } },
      {
        status: 'completed',
        outcome: 'succeeded',
        reconciliation: { ...closedByReconciler, reason: 'adapter_out_of_sync', outcome: 'succeeded', because: 'Its archive verifies.' },
      },
      {
        status: 'completed',
        outcome: 'succeeded',
        reconciliation: { ...closedByReconciler, reason: 'worker_lost', amendedAt: '2026-01-02T03:05:06.000Z', amendedFrom: 'failed' },
      },
    ],
  },
}
