import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { isProcessAlive } from '../../ledger/thisMachine.ts'
import type { WorkerObservation } from '../../ledger/workerObserver.ts'
import type { WireEvidence } from '../contract.ts'

type Beating = Pick<JudgedRun['run'], 'id' | 'status' | 'leaseWorker' | 'leaseBootId' | 'heartbeatAt'>

/** What was observed of those who hold something within reach, and of nobody else. The reader compares boots, as runFacts does. */
export function evidenceOf(observation: WorkerObservation, holders: readonly string[], runs: readonly Beating[]): WireEvidence {
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
  for (const run of runs) {
    const external = run.status === 'running' && run.leaseWorker !== null && run.leaseBootId === null
    if (external && run.heartbeatAt !== null) beats.push([run.id, run.heartbeatAt.toISOString()])
  }
  return {
    asOf: observation.asOf.toISOString(),
    databaseUpSince: observation.databaseUpSince?.toISOString() ?? null,
    workers: Object.fromEntries(workers),
    beats: Object.fromEntries(beats),
  }
}
