import type { WorkerConnection } from '../holders.ts'
import { CLIENT_NAME_PREFIX } from './openRedis.ts'

interface Client {
  readonly id: number
  readonly host: string
  readonly name: string
  readonly ageMs: number
  readonly idleMs: number
}

export interface Clients {
  readonly workers: readonly WorkerConnection[]
  /** What else is connected, ours excepted, by id: a worker process has such a connection beside the one with its name. */
  readonly others: ReadonlyMap<number, { readonly host: string; readonly idleMs: number }>
}

/** Redis tells both in whole seconds. */
const SECOND_MS = 1_000

/** Reads CLIENT LIST. A worker of BullMQ names its blocking connection after its queue, and itself where it has a name. */
export function readClients(list: string, nowMs: number, incarnation: string, prefix: string, queues: readonly string[]): Clients {
  const queueOf = new Map(queues.map((queue) => [`${prefix}:${Buffer.from(queue).toString('base64')}`, queue]))
  const workers: WorkerConnection[] = []
  const others = new Map<number, { host: string; idleMs: number }>()
  for (const line of list.split('\n')) {
    const client = readClient(line)
    if (client === null || client.name.startsWith(CLIENT_NAME_PREFIX)) continue
    const [queueName, worker] = splitName(client.name, prefix)
    const queue = queueOf.get(queueName)
    if (queue === undefined) others.set(client.id, { host: client.host, idleMs: client.idleMs })
    else {
      const openedMs = nowMs - client.ageMs - SECOND_MS
      workers.push({ key: `${incarnation}:${client.id}`, queue, worker: worker ?? null, host: client.host, openedMs })
    }
  }
  return { workers, others }
}

/** The queue's part and the worker's; a name may itself hold what stands between them. */
function splitName(name: string, prefix: string): [queue: string, worker?: string] {
  const at = name.indexOf(':w:', prefix.length + 1)
  return at === -1 ? [name] : [name.slice(0, at), name.slice(at + 3)]
}

function readClient(line: string): Client | null {
  const field = (key: string) => new RegExp(`(?:^| )${key}=(\\S*)`).exec(line)?.[1]
  const id = Number(field('id') ?? '')
  const address = field('addr')
  if (!Number.isSafeInteger(id) || id === 0 || address === undefined) return null
  return {
    id,
    host: address.replace(/:\d+$/, ''),
    name: field('name') ?? '',
    ageMs: Number(field('age')) * SECOND_MS,
    idleMs: Number(field('idle')) * SECOND_MS,
  }
}
