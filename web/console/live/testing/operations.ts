import type { WireEvidence, WireOperation } from '../../../../src/http/contract.ts'
import { deriveVerdict, formatInstant, type Facts, type RunFacts, type WorkerFacts } from '../../../../src/truth/index.ts'

/** Where the clocks of these tests begin. */
export const START_MS = Date.UTC(2026, 10, 23, 12, 0, 0)

export function at(secondsLater: number): string {
  return formatInstant(START_MS + secondsLater * 1_000)
}

const worker: WorkerFacts = {
  name: 'worker-1',
  bootId: 'b1',
  leaseBootId: 'b1',
  heartbeatAt: at(-1),
  heartbeatEveryMs: 2_000,
  sessionHeld: true,
  databaseUpSince: at(-3_600),
  processAlive: null,
  observedAt: at(0),
}

export function running(run: Partial<RunFacts> = {}, of: Partial<WorkerFacts> | null = {}, asOf = at(0)): WireOperation {
  return operation(
    { status: 'running', attempt: 1, startedAt: at(-60), ...run },
    of === null ? null : { ...worker, observedAt: asOf, ...of },
    asOf,
  )
}

export function queued(run: Partial<RunFacts> = {}, asOf = at(0)): WireOperation {
  return operation({ status: 'queued', attempt: 0, startedAt: null, ...run }, null, asOf)
}

function operation(given: Partial<RunFacts>, of: WorkerFacts | null, asOf: string): WireOperation {
  const run: RunFacts = {
    id: '4711',
    type: 'inventory.sync',
    label: 'Inventory sync',
    status: 'queued',
    outcome: 'pending',
    attempt: 0,
    createdAt: at(-120),
    availableAt: null,
    startedAt: null,
    completedAt: null,
    counts: null,
    phase: null,
    children: null,
    lastProgressAt: null,
    restartedAt: null,
    reconciliation: null,
    failure: null,
    ...given,
  }
  const facts: Facts = {
    factsVersion: 1,
    asOf,
    run,
    policy: { queuedWindowMs: 600_000, runningWindowMs: 1_800_000, reportsEveryMs: null },
    worker: of,
    queueJob: null,
    queue: null,
    history: null,
  }
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
    maxAttempts: 3,
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
    verdict: deriveVerdict(facts, asOf),
    links: { page: `/admin/workspaces/acme/operations/${run.id}` },
    facts,
  }
}

export function evidence(secondsLater: number, of: Partial<WireEvidence['workers'][string]> = {}): WireEvidence {
  return {
    asOf: at(secondsLater),
    databaseUpSince: at(-3_600),
    workers: {
      'worker-1': { bootId: 'b1', heartbeatAt: at(secondsLater), heartbeatEveryMs: 2_000, sessionHeld: true, processAlive: null, ...of },
    },
    beats: {},
    seen: {},
  }
}
