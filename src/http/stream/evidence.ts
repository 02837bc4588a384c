import type { KnownRun } from '../../ledger/judgedRun.ts'
import { isProcessAlive } from '../../ledger/thisMachine.ts'
import type { WorkerObservation } from '../../ledger/workerObserver.ts'
import type { WorkerFacts } from '../../truth/facts.ts'
import type { WireEvidence } from '../contract.ts'

/** Told once a second to everybody who listens: what lies deeper is told when something happens to it. */
const SEEN_AT_MOST = 200

/** What was observed of those who hold something within reach, and of nobody else. The reader compares boots, as runFacts does. */
export function evidenceOf(observation: WorkerObservation, holders: readonly string[], known: readonly KnownRun[]): WireEvidence {
  const workers: [string, WireEvidence['workers'][string]][] = []
  for (const name of holders) {
    const worker = observation.workers.get(name)
    if (worker === undefined) continue
    workers.push([
      name,
      {
        bootId: worker.bootId,
        heartbeatAt: worker.heartbeatAt.toISOString(),
        heartbeatEveryMs: worker.heartbeatEveryMs,
        sessionHeld: worker.sessionHeld,
        processAlive: isProcessAlive(worker),
      },
    ])
  }
  const beats: [string, string][] = []
  const seen: [string, WorkerFacts][] = []
  for (const { run, facts } of known) {
    if (run.observed && run.leaseBootId === null) {
      if (facts.worker !== null && seen.length < SEEN_AT_MOST) seen.push([run.id, facts.worker])
      continue
    }
    const external = run.status === 'running' && run.leaseWorker !== null && run.leaseBootId === null
    if (external && run.heartbeatAt !== null) beats.push([run.id, run.heartbeatAt.toISOString()])
  }
  return {
    asOf: observation.asOf.toISOString(),
    databaseUpSince: observation.databaseUpSince?.toISOString() ?? null,
    workers: Object.fromEntries(workers),
    beats: Object.fromEntries(beats),
    seen: Object.fromEntries(seen),
  }
}
