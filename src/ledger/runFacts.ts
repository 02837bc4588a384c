import { FACTS_VERSION, type Facts, type HistoryFacts, type WorkerFacts } from '../truth/facts.ts'
import type { JudgedRow } from './sql/selectRuns.ts'
import { parseInstant } from '../truth/instants.ts'
import { holderFacts, lineFacts, lookAt } from './observedFacts.ts'
import { isProcessAlive } from './thisMachine.ts'
import type { WorkerObservation } from './workerObserver.ts'

/** An instant as a Date, or as the database wrote it: with its zone, so that facts take it as it is. */
type Instant = Date | string

type WithInstants<Row> = { readonly [Key in keyof Row]: OrText<Row[Key]> }
type OrText<Value> = Value extends Date ? Instant : Value

/** What of a row becomes facts. */
export type FactsRow = WithInstants<
  Omit<
    JudgedRow,
    | 'tenantId'
    | 'tenantName'
    | 'lease'
    | 'composite'
    | 'retryOf'
    | 'initiator'
    | 'requires'
    | 'cancelRequestedBy'
    | 'waitReason'
    | 'p50Ms'
    | 'p95Ms'
    | 'samples'
  >
>

/** Puts together what the ledger, the workers and the queue say about one run; the only input of its verdict. */
export function runFacts(workspace: string, row: FactsRow, observation: WorkerObservation, history: HistoryFacts | null): Facts {
  const asOf = sharedIso(observation.asOf)
  const { reconciliation } = row
  return {
    factsVersion: FACTS_VERSION,
    asOf,
    run: {
      id: row.id,
      type: row.type,
      label: row.label,
      workspace,
      tenant: row.tenant,
      status: row.status,
      outcome: row.outcome,
      attempt: row.attempt,
      maxAttempts: row.maxAttempts,
      createdAt: written(row.createdAt),
      availableAt: iso(row.availableAt),
      startedAt: iso(row.startedAt),
      completedAt: iso(row.completedAt),
      counts: row.counts,
      phase: row.phase,
      children: row.partsTotal === null ? null : { total: row.partsTotal, finished: row.partsFinished ?? 0 },
      lastProgressAt: iso(row.lastProgressAt),
      restartedAt: iso(row.restartedAt),
      reconciliation:
        reconciliation === null
          ? null
          : {
              reason: reconciliation.reason,
              outcome: reconciliation.outcome,
              at: reconciliation.at,
              by: reconciliation.by,
              rule: reconciliation.rule,
              because: reconciliation.because,
              amendedAt: reconciliation.amendedAt,
            },
      failure: row.failure,
      supersededBy: row.supersededBy,
      cancelRequestedAt: iso(row.cancelRequestedAt),
      dispatchUnconfirmed: row.status === 'queued' && row.queueName !== null && row.dispatchConfirmedAt === null,
      parentId: row.parentId,
    },
    policy: row.policy,
    ...(row.observed ? observedFacts(row, observation) : ownFacts(row, observation, asOf)),
    history,
  }
}

function ownFacts(row: FactsRow, observation: WorkerObservation, asOf: string): Pick<Facts, 'worker' | 'queueJob' | 'queue'> {
  return {
    worker: row.status === 'running' ? workerFacts(row, observation) : null,
    queueJob: row.jobState === null ? null : { state: row.jobState, since: iso(row.jobSince), observedAt: asOf },
    queue:
      row.status === 'queued' && row.source === 'pg-boss'
        ? { paused: null, liveWorkers: liveWorkers(row.type, observation), ahead: row.ahead }
        : null,
  }
}

/** What somebody else's queue says about its job; a tracked one has a worker of ours beside it. */
function observedFacts(row: FactsRow, observation: WorkerObservation): Pick<Facts, 'worker' | 'queueJob' | 'queue'> {
  const seen = lookAt(observation.sources.get(row.source), observation.asOf)
  const tracked = row.leaseBootId !== null
  const running = row.status === 'running'
  return {
    worker: !running ? null : tracked ? workerFacts(row, observation) : seen && holderFacts(row, seen),
    queueJob: seen === null || row.jobState === null ? null : { state: row.jobState, since: iso(row.jobSince), observedAt: seen.at },
    queue: seen === null || row.status === 'completed' ? null : lineFacts(row, seen),
  }
}

function workerFacts(row: FactsRow, observation: WorkerObservation): WorkerFacts | null {
  if (row.leaseWorker === null) return null
  const databaseUpSince = observation.databaseUpSince && sharedIso(observation.databaseUpSince)
  // A reader who goes on judging with this evidence must not let a session that was briefly missing convict by ageing.
  const observedAt = sharedIso(observation.asOf)
  if (row.leaseBootId === null) {
    // A worker that reports over HTTP holds no session and beats for each run.
    return {
      name: row.leaseWorker,
      bootId: null,
      leaseBootId: null,
      heartbeatAt: iso(row.heartbeatAt),
      heartbeatEveryMs: row.heartbeatEveryMs,
      sessionHeld: null,
      databaseUpSince,
      processAlive: null,
      observedAt,
    }
  }
  const worker = observation.workers.get(row.leaseWorker)
  if (!worker) return null
  // A shared observation can be older than the lease: the boot it names may be the one before, and convict a live worker.
  if (row.startedAt !== null && msOf(row.startedAt) > observation.asOf.getTime()) return null
  return {
    name: worker.name,
    bootId: worker.bootId,
    leaseBootId: row.leaseBootId,
    heartbeatAt: sharedIso(worker.heartbeatAt),
    heartbeatEveryMs: worker.heartbeatEveryMs,
    sessionHeld: worker.sessionHeld,
    databaseUpSince,
    // The process id is that of the boot now registered; it says nothing about an earlier one.
    processAlive: worker.bootId === row.leaseBootId ? isProcessAlive(worker) : null,
    observedAt,
  }
}

function liveWorkers(type: string, observation: WorkerObservation): number {
  let live = 0
  for (const worker of observation.workers.values()) {
    if (worker.sessionHeld && worker.stoppedAt === null && worker.types.includes(type)) live += 1
  }
  return live
}

const shared = new WeakMap<Date, string>()

/** Instants of an observation are the same for every run judged with it; writing one costs as much as judging a rule. */
function sharedIso(at: Date): string {
  let text = shared.get(at)
  if (text === undefined) {
    text = at.toISOString()
    shared.set(at, text)
  }
  return text
}

function iso(at: Instant | null): string | null {
  return at === null ? null : written(at)
}

function written(at: Instant): string {
  return typeof at === 'string' ? at : at.toISOString()
}

function msOf(at: Instant): number {
  return typeof at === 'string' ? parseInstant(at) : at.getTime()
}
