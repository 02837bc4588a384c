import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { countCells, type CellCounts } from '../ledger/countCells.ts'
import { selectSourceStates, type SourceStateRow } from '../ledger/sql/selectSourceStates.ts'
import { selectSweeps } from '../ledger/sql/sweeps.ts'
import type { ObservedWorker, WorkerObservation } from '../ledger/workerObserver.ts'
import { RUN_OUTCOMES } from '../truth/facts.ts'
import { FRESHNESS_STATES, type FreshnessState } from '../truth/verdict.ts'
import type { Services } from '../work/services.ts'
import { shared } from '../shared.ts'
import type { Streams } from './stream/streams.ts'

export interface Metrics {
  readonly contentType: string
  observeRequest(request: { readonly method: string; readonly route: string; readonly status: number; readonly ms: number }): void
  /** Throws `database_unavailable` where the ledger cannot be read: no number is better than an old one. */
  render(): Promise<string>
}

/** However many scrapers there are, all that is open is judged once in so long. */
const SHARE_MS = 5_000

/** Whether a worker is well is part of a verdict, and decided there; here is only what was observed. */
const WORKER_STATES = ['session_held', 'session_missing', 'stopped'] as const
type WorkerState = (typeof WORKER_STATES)[number]

const OPEN_FRESHNESS: readonly FreshnessState[] = FRESHNESS_STATES.filter((state) => state !== 'settled' && state !== 'reconciled')

export function createMetrics(services: Services, streams: Pick<Streams, 'count'>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const open = new Gauge({
    name: 'runtruth_open_operations',
    help: 'Queued and running operations per verdict cell.',
    labelNames: ['lifecycle', 'freshness'],
    registers,
  })
  const ended = new Gauge({
    name: 'runtruth_ended_operations',
    help: 'Operations in the ledger that have ended, by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const workers = new Gauge({
    name: 'runtruth_workers',
    help: 'Registered workers, by what was observed of them.',
    labelNames: ['state'],
    registers,
  })
  const sweepLag = new Gauge({
    name: 'runtruth_sweep_lag_seconds',
    help: 'Since the last sweep of any reconciler; absent while none has ever run.',
    registers,
  })
  const sourceLookAge = new Gauge({
    name: 'runtruth_source_look_age_seconds',
    help: "Since somebody else's queue was last looked at; absent while nobody ever has.",
    labelNames: ['source'],
    registers,
  })
  const refusedJobs = new Gauge({
    name: 'runtruth_source_refused_jobs',
    help: "Jobs of somebody else's queue that belong to no workspace.",
    labelNames: ['source'],
    registers,
  })
  const requests = new Histogram({
    name: 'runtruth_http_request_duration_seconds',
    help: 'Time from a request to the head of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.015, 0.05, 0.15, 0.5, 1.5, 5, 15],
    registers,
  })
  const openStreams = new Gauge({
    name: 'runtruth_http_open_streams',
    help: 'Event streams that are open on this server.',
    registers,
  })
  const failures = new Counter({ name: 'runtruth_http_server_errors_total', help: 'Answers with a status of 500 and above.', registers })

  const look = shared(
    services.clock,
    () => SHARE_MS,
    async () => {
      const observation = await services.observer.observe()
      return await services.db.asSystem(async (tx) => {
        const cells = await countCells(tx, observation)
        const [latest] = await tx.rows(selectSweeps())
        const sources = await tx.rows(selectSourceStates())
        return { observation, cells, sources, sweepAgoMs: latest?.agoMs }
      })
    },
  )

  function setCells({ open: openCells, ended: totals }: CellCounts): void {
    for (const lifecycle of ['queued', 'running'] as const) for (const freshness of OPEN_FRESHNESS) open.set({ lifecycle, freshness }, 0)
    for (const { lifecycle, freshness, runs } of openCells) open.set({ lifecycle, freshness }, runs)
    for (const outcome of RUN_OUTCOMES) if (outcome !== 'pending') ended.set({ outcome }, 0)
    for (const { outcome, runs } of totals) ended.set({ outcome }, runs)
  }

  function setWorkers(observation: WorkerObservation): void {
    for (const state of WORKER_STATES) workers.set({ state }, 0)
    for (const worker of observation.workers.values()) workers.inc({ state: stateOf(worker) })
  }

  function setSources(states: readonly SourceStateRow[]): void {
    sourceLookAge.reset()
    refusedJobs.reset()
    for (const { name: source, lookedAgoMs, refused } of states) {
      if (lookedAgoMs !== null) sourceLookAge.set({ source }, lookedAgoMs / 1_000)
      refusedJobs.set({ source }, refused)
    }
  }

  return {
    contentType: registry.contentType,
    observeRequest: ({ method, route, status, ms }) => {
      requests.observe({ method, route, status: String(status) }, ms / 1_000)
      if (status >= 500) failures.inc()
    },
    render: async () => {
      const { observation, cells, sources, sweepAgoMs } = await look()
      setCells(cells)
      setWorkers(observation)
      setSources(sources)
      openStreams.set(streams.count())
      // A gauge without labels starts at zero, and zero would be a claim.
      if (sweepAgoMs === undefined) sweepLag.remove()
      else sweepLag.set(sweepAgoMs / 1_000)
      return await registry.metrics()
    },
  }
}

function stateOf({ stoppedAt, sessionHeld }: ObservedWorker): WorkerState {
  if (stoppedAt !== null) return 'stopped'
  return sessionHeld ? 'session_held' : 'session_missing'
}
