import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Capability } from '../access/actor.ts'
import { RuntruthError } from '../errors.ts'
import { cancelRun, type CancelEffect } from '../ledger/cancelRun.ts'
import { insertEvent } from '../ledger/sql/insertEvent.ts'
import type { JobOfRun } from '../ledger/sql/selectJobOfRun.ts'
import { selectObserved } from '../ledger/sql/selectObserved.ts'
import { selectClock } from '../ledger/sql/sources.ts'
import type { Started } from '../ledger/startRun.ts'
import type { QueueSource } from '../sources/contract.ts'
import { createMirror } from '../sources/mirror/createMirror.ts'
import { ledgerWord } from '../sources/mirror/ledgerWord.ts'
import type { Services } from './services.ts'

/**
 * Cancels a job that waits in somebody else's queue: there first, then here. Should this process die in between, whoever follows
 * the queue writes it down.
 */
export async function cancelInQueue(services: Services, scope: Scope, job: JobOfRun): Promise<CancelEffect> {
  const { db, sources } = services
  const source = controlled(services, scope, job, 'operations.cancel', 'Cancel')
  if (job.status !== 'queued') throw refuse(job, `it is ${job.status}, and ${source.name} cannot take a job from the worker that has it.`)
  const done = await sources.reader(source).cancel({ queue: job.queue, id: job.jobId, key: job.key })
  if (done === 'refused') throw refuse(job, `its queue ${job.queue} does not have it waiting any more. Look again in a moment.`)
  return await db.inWorkspace(scope.workspace.id, async (tx) => await cancelRun(tx, scope, job.id, async () => {}))
}

/** Has somebody else's queue try a failed job again. What becomes of it is another operation, which repeats this one. */
export async function retryInQueue(services: Services, scope: Scope, job: JobOfRun): Promise<Started> {
  const { db, sources } = services
  const source = controlled(services, scope, job, 'operations.retry', 'Retry')
  if (job.status !== 'completed') throw refuse(job, `it is still ${job.status}. Wait for it to end.`)
  const reader = sources.reader(source)
  const ref = { queue: job.queue, id: job.jobId, key: job.key }
  if ((await reader.retry(ref)) === 'refused') throw refuse(job, `its queue ${job.queue} has no failed job of it to try again.`)
  const clock = await db.asSystem(async (tx) => await tx.row(selectClock()))
  const words = await reader.probe([ref])
  if (!clock) throw new Error('The database has a clock.')
  const heard = { askedAt: clock.now, adoptedAt: clock.now, certain: true }
  await createMirror(services, source).apply(
    words.map((word) => ledgerWord(source, word, 0)),
    heard,
  )
  const again = await db.asSystem(async (tx) => await tx.row(selectObserved(source.name, [ref])))
  if (!again || again.id === job.id) throw refuse(job, 'its queue took it, and has not told what became of it. Look again in a moment.')
  await db.inWorkspace(scope.workspace.id, async (tx) =>
    tx.row(insertEvent(scope.workspace.id, job.id, { kind: 'retried', actor: scope.principal, data: { as: again.id } })),
  )
  return { id: again.id, created: true }
}

function controlled(services: Services, scope: Scope, job: JobOfRun, capability: Capability, verb: string): QueueSource {
  requireTenantInReach(scope, job.tenantId)
  requireCapability(scope, capability)
  const source = services.sources.find(job.source)
  if (!source)
    throw refuse(job, `this process knows no source ${job.source}. ${verb} it from one that runs with the configuration of that source.`)
  if (!source.control)
    throw refuse(job, `Runtruth only reads its queue. ${verb} it there, or give the source ${source.name} control: true.`)
  return source
}

function refuse(job: JobOfRun, why: string): RuntruthError {
  return new RuntruthError('conflict', `Operation ${job.id} is a job of ${job.source}: ${why}`, { id: job.id })
}
