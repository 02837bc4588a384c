import { NEXT_AT_MOST } from '../../contract.ts'
import { manyOf, numberOf, remainingMsOf, textOf, textsOf, timeOf } from './answers.ts'
import { readPipelined, readTogether, type Redis } from './openRedis.ts'

export interface ActiveReading {
  readonly id: string
  readonly attemptsStarted: number | null
  readonly processedBy: string | null
  readonly startedMs: number | null
  readonly lockMs: number | null
}

export interface QueueReading {
  readonly name: string
  readonly paused: boolean
  readonly next: readonly string[]
  readonly active: readonly ActiveReading[]
}

export interface LookReading {
  readonly nowMs: number
  /** Answers of INFO and CLIENT LIST; null where this server refuses them. */
  readonly info: string | null
  readonly clients: string | null
  readonly queues: readonly QueueReading[]
}

/** Of one queue; a queue with more has them looked at no further. */
const ACTIVE_AT_MOST = 2_000
const ANSWERS_PER_QUEUE = 5

/** Servers that refused INFO or CLIENT LIST, as managed ones may; asked again by the next process. */
const refused = new WeakMap<Redis, { readonly info: boolean; readonly clients: boolean }>()

/** In three round trips at most: what is active, then all of it at one moment. */
export async function readLook(client: Redis, prefix: string, queues: readonly string[]): Promise<LookReading> {
  const may = await whatIsAllowed(client)
  const listed = await readPipelined(client, (pipeline) => {
    for (const queue of queues) pipeline.lrange(`${prefix}:${queue}:active`, 0, ACTIVE_AT_MOST - 1)
  })
  const active = queues.flatMap((queue, index) => textsOf(listed[index]).map((id) => ({ queue, id })))
  const answers = await readTogether(client, (together) => {
    together.time()
    if (may.info) together.info()
    if (may.clients) together.client('LIST')
    for (const queue of queues) {
      const key = `${prefix}:${queue}:`
      together.hexists(`${key}meta`, 'paused').lrange(`${key}wait`, -NEXT_AT_MOST, -1).lrange(`${key}paused`, -NEXT_AT_MOST, -1)
      together.zrange(`${key}prioritized`, 0, NEXT_AT_MOST - 1).lrange(`${key}active`, 0, ACTIVE_AT_MOST - 1)
    }
    for (const { queue, id } of active)
      together.hmget(`${prefix}:${queue}:${id}`, 'ats', 'processedOn', 'pb').pttl(`${prefix}:${queue}:${id}:lock`)
  })
  const nowMs = timeOf(answers.shift())
  const info = may.info ? textOf(answers.shift()) : null
  const clients = may.clients ? textOf(answers.shift()) : null
  const ofQueues = answers.splice(0, queues.length * ANSWERS_PER_QUEUE)
  const readings = active.map(({ queue, id }, index) => ({ queue, ...readActive(id, answers[index * 2], answers[index * 2 + 1]) }))
  return {
    nowMs,
    info,
    clients,
    queues: queues.map((name, index) => {
      const [paused, wait, held, prioritized, stillActive] = ofQueues.slice(index * ANSWERS_PER_QUEUE, (index + 1) * ANSWERS_PER_QUEUE)
      // Older versions move what waits to another list while the queue is paused; newer ones take from its end all the same.
      const next = [...textsOf(wait).toReversed(), ...textsOf(held).toReversed(), ...textsOf(prioritized)]
      // What has ended since it was listed has no lock, and is no sign of anything.
      const still = new Set(textsOf(stillActive))
      return {
        name,
        paused: paused === 1,
        next: next.slice(0, NEXT_AT_MOST),
        active: readings.filter((job) => job.queue === name && still.has(job.id)),
      }
    }),
  }
}

function readActive(id: string, hash: unknown, lock: unknown): ActiveReading {
  const [started, startedOn, processedBy] = manyOf(hash)
  return {
    id,
    attemptsStarted: numberOf(started),
    processedBy: textOf(processedBy),
    startedMs: numberOf(startedOn),
    lockMs: remainingMsOf(lock),
  }
}

async function whatIsAllowed(client: Redis): Promise<{ info: boolean; clients: boolean }> {
  const known = refused.get(client)
  if (known !== undefined) return known
  const answers = (await client.pipeline().ping().info().client('LIST').exec()) ?? []
  const [alive, info, clients] = answers.map(([error]) => error === null)
  if (alive !== true) throw answers[0]?.[0] ?? new Error('Redis does not answer.')
  const allowed = { info: info === true, clients: clients === true }
  refused.set(client, allowed)
  return allowed
}
