/** Building blocks for example facts: one evaluation time, one type, one worker; each example says only what differs. */

import type { Facts, LifecyclePolicyFacts, QueueFacts, QueueJobFacts, RunFacts, WorkerFacts } from '../facts.ts'

export const AS_OF_MS = Date.UTC(2026, 10, 23, 12, 4, 0)
export const MINUTE = 60
export const HOUR = 3_600
export const DAY = 86_400

/** The instant so many seconds before the evaluation; negative: after it. */
export function ago(seconds: number): string {
  return new Date(AS_OF_MS - seconds * 1_000).toISOString().replace('.000Z', 'Z')
}

export const policy: LifecyclePolicyFacts = {
  queuedWindowMs: 600_000,
  runningWindowMs: 1_800_000,
  reportsEveryMs: null,
  reconcileAfterMs: null,
  retry: 'manual',
}
export const reporting: LifecyclePolicyFacts = { ...policy, reportsEveryMs: 30_000 }
export const safe: LifecyclePolicyFacts = { ...policy, retry: 'safe' }
export const alive: WorkerFacts = {
  name: 'worker-1',
  bootId: 'b1',
  leaseBootId: 'b1',
  heartbeatAt: ago(1),
  heartbeatEveryMs: 2_000,
  sessionHeld: true,
  databaseUpSince: ago(HOUR),
  processAlive: null,
}
export const gone: WorkerFacts = { ...alive, heartbeatAt: ago(59), sessionHeld: false }

/** A worker of somebody else's queue: its connection is looked at from outside, its lock on the job is renewed every 15 s. */
export const connected: WorkerFacts = {
  ...alive,
  name: 'mailer-1',
  bootId: null,
  leaseBootId: null,
  heartbeatAt: ago(9),
  heartbeatEveryMs: 15_000,
  silentAfterMs: 30_000,
  sessionSeenAt: ago(0),
  observedAt: ago(0),
}
export const disconnected: WorkerFacts = { ...connected, sessionHeld: false, sessionSeenAt: ago(12) }

export const baseRun: RunFacts = {
  id: '4711',
  type: 'inventory.sync',
  status: 'queued',
  outcome: 'pending',
  attempt: 0,
  createdAt: ago(3 * MINUTE),
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
  workspace: 'acme',
}

export type Rest = {
  policy?: LifecyclePolicyFacts | null
  worker?: WorkerFacts | null
  queueJob?: QueueJobFacts | null
  queue?: QueueFacts | null
} & Pick<Partial<Facts>, 'history'>

function facts(run: Partial<RunFacts>, rest: Rest): Facts {
  return {
    factsVersion: 1,
    asOf: ago(0),
    run: { ...baseRun, ...run },
    policy: rest.policy === undefined ? policy : rest.policy,
    worker: rest.worker ?? null,
    queueJob: rest.queueJob ?? null,
    queue: rest.queue ?? null,
    history: rest.history ?? null,
  }
}

export function queued(run: Partial<RunFacts> = {}, rest: Rest = {}): Facts {
  return facts(run, rest)
}

export function running(run: Partial<RunFacts> = {}, rest: Rest = {}): Facts {
  return facts({ status: 'running', attempt: 1, startedAt: ago(2 * MINUTE), ...run }, { worker: alive, ...rest })
}

export function completed(run: Partial<RunFacts>, rest: Rest = {}): Facts {
  return facts(
    { status: 'completed', attempt: 1, createdAt: ago(10 * MINUTE), startedAt: ago(9 * MINUTE), completedAt: ago(5 * MINUTE), ...run },
    rest,
  )
}

export function job(state: QueueJobFacts['state'], sinceSeconds: number | null, observedSeconds = 0): QueueJobFacts {
  return { state, since: sinceSeconds === null ? null : ago(sinceSeconds), observedAt: ago(observedSeconds) }
}

export const idle: QueueFacts = { paused: null, liveWorkers: 2, ahead: 0 }
