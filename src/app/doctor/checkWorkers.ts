import type { ObservedWorker, WorkerObservation } from '../../ledger/workerObserver.ts'
import { isProcessAlive } from '../../ledger/thisMachine.ts'
import { deriveVerdict } from '../../truth/deriveVerdict.ts'
import { FACTS_VERSION, type Facts } from '../../truth/facts.ts'
import type { Verdict } from '../../truth/verdict.ts'
import type { Services } from '../../work/services.ts'
import { note, ok, problem, type Finding } from './finding.ts'

/** Who works, who is suspected, who is gone, and which types nobody serves. */
export async function checkWorkers({ observer, registry }: Services): Promise<readonly Finding[]> {
  const observation = await observer.observeNow()
  const working = [...observation.workers.values()].filter((worker) => worker.stoppedAt === null)
  const findings = working.map((worker) => findingOf(worker, verdictOnHolding(worker, observation)))
  const live = working.filter((_, index) => findings[index]?.state === 'ok')
  const unserved = registry.all.map(({ type }) => type).filter((type) => !live.some((worker) => worker.types.includes(type)))
  if (live.length === 0)
    findings.push(problem('workers', 'No worker is alive: what is queued waits until one is.', 'Start one: runtruth work'))
  else if (unserved.length > 0)
    findings.push(
      problem(
        'workers',
        `No live worker serves ${unserved.join(', ')}.`,
        'Start one with the same config file: runtruth work --config FILE',
      ),
    )
  return findings
}

function findingOf(worker: ObservedWorker, { freshness, guidance }: Verdict): Finding {
  const who = `${worker.name} (process ${worker.pid} on ${worker.host})`
  switch (freshness) {
    case 'fresh':
      return ok('workers', `${who} is alive and serves ${worker.types.length} operation types.`)
    case 'orphaned':
      return problem(
        'workers',
        `${who} is gone and did not say goodbye. ${guidance}`,
        `Start it again under its name: runtruth work --name ${worker.name}`,
      )
    case 'likely_stale':
      return problem(
        'workers',
        `${who} is silent. ${guidance}`,
        `Look at the process and at its road to the database; if it is beyond help: kill -9 ${worker.pid}`,
      )
    case 'unknown':
    case 'settled':
    case 'reconciled':
      return note('workers', `${who} cannot be judged. ${guidance}`)
  }
}

/** What would be said of an operation that it held: the same function as everywhere, so a worker is never judged twice. */
function verdictOnHolding(worker: ObservedWorker, { asOf, databaseUpSince }: WorkerObservation): Verdict {
  const startedAt = worker.startedAt.toISOString()
  const facts: Facts = {
    factsVersion: FACTS_VERSION,
    asOf: asOf.toISOString(),
    run: {
      id: '0',
      type: 'doctor.probe',
      status: 'running',
      outcome: 'pending',
      attempt: 1,
      createdAt: startedAt,
      availableAt: null,
      startedAt,
      completedAt: null,
      counts: null,
      phase: null,
      children: null,
      lastProgressAt: null,
      restartedAt: null,
      reconciliation: null,
      failure: null,
    },
    policy: null,
    worker: {
      name: worker.name,
      bootId: worker.bootId,
      leaseBootId: worker.bootId,
      heartbeatAt: worker.heartbeatAt.toISOString(),
      heartbeatEveryMs: worker.heartbeatEveryMs,
      sessionHeld: worker.sessionHeld,
      databaseUpSince: databaseUpSince?.toISOString() ?? null,
      processAlive: isProcessAlive(worker),
    },
    queueJob: null,
    queue: null,
    history: null,
  }
  return deriveVerdict(facts)
}
