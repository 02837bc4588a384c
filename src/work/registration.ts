import { setTimeout as delay } from 'node:timers/promises'
import { RuntruthError } from '../errors.ts'
import type { Services } from './services.ts'
import { registerWorker, type WorkerDraft } from './sql/registerWorker.ts'
import { selectWorker } from './sql/selectWorker.ts'

/**
 * How long the session of the boot before may outlive its process. Smaller: a worker restarted at once after a kill is
 * refused its own name. Larger: a second process under a name in use takes longer to be told.
 */
const SESSION_MAY_LINGER_MS = 3_000
const ASK_AGAIN_MS = 100

/** Takes the name for this boot and answers the key of its session lock. Refused while another boot lives under it. */
export async function takeName(services: Services, worker: WorkerDraft): Promise<number> {
  const { db, clock } = services
  const startedAtMs = clock.monotonicMs()
  for (;;) {
    const registered = await db.asSystem(async (tx) => await tx.row(registerWorker(worker)))
    if (registered) return registered.sessionKey
    if (clock.monotonicMs() - startedAtMs > SESSION_MAY_LINGER_MS) throw await nameInUse(services, worker.name)
    await delay(ASK_AGAIN_MS)
  }
}

async function nameInUse(services: Services, name: string): Promise<RuntruthError> {
  const holder = await services.db.asSystem(async (tx) => await tx.row(selectWorker(name)))
  const where = holder ? ` (process ${holder.pid} on ${holder.host}, last beat ${(holder.silentMs / 1000).toFixed(1)} s ago)` : ''
  return new RuntruthError(
    'conflict',
    `Another worker is running under the name ${name}${where}. Give this one a name of its own or stop the other first.`,
    {
      name,
      ...(holder ? { host: holder.host, pid: holder.pid } : {}),
    },
  )
}
