import type { WorkerConnection } from '../holders.ts'
import type { SessionReading } from './sql/selectLook.ts'

/** PostgreSQL cuts a session's name after so many bytes. */
const NAME_BYTES = 63

/**
 * A worker of BullMQ names the session on which it listens after its queue, and itself where it has a name; null: this role may not
 * know since when sessions stand, so none could be told from an earlier one of the same process id.
 */
export function readSessions(sessions: readonly SessionReading[], queues: readonly string[]): WorkerConnection[] | null {
  const workers: WorkerConnection[] = []
  for (const { name, pid, host, openedMs } of sessions) {
    const queue = queues.find((one) => name === cut(one) || name.startsWith(prefixOf(one)))
    if (queue === undefined) continue
    if (openedMs === null) return null
    const prefix = prefixOf(queue)
    const worker = name.startsWith(prefix) ? name.slice(prefix.length) : null
    workers.push({ key: `${pid}@${openedMs}`, queue, worker, host: host ?? 'this server', openedMs })
  }
  return workers
}

/** As much of a worker's name as its session has room for. */
export function knownName(queue: string, worker: string | null): string | null {
  return worker === null ? null : cut(prefixOf(queue) + worker).slice(prefixOf(queue).length)
}

function prefixOf(queue: string): string {
  return `${queue}:w:`
}

function cut(name: string): string {
  return Buffer.from(name).subarray(0, NAME_BYTES).toString()
}
