import type { SourceLook } from '../../contract.ts'
import { countServing, readInstance, toWorkers } from './instances.ts'
import type { Ask } from '../../openQueueDatabase.ts'
import type { Shape } from './shape.ts'
import { SELECT_CONNECTIONS, selectInstances, type ConnectionsRow, type InstanceRow } from './sql/selectInstances.ts'
import { selectQueues, type QueueRow } from './sql/selectQueues.ts'
import { SELECT_SERVER, type ServerRow } from './sql/selectServer.ts'

/** A promoted standby was started long before the sessions it has now. */
export interface LookMemory {
  timeline: string | null
  since: Date | null
}

/** Instances before connections: one that came in between is then only missing, and not missing its connection. */
export async function lookAtQueues(ask: Ask, shape: Shape, queues: readonly string[] | null, memory: LookMemory): Promise<SourceLook> {
  const [[server], instanceRows, connections, queueRows] = await Promise.all([
    ask<ServerRow>(SELECT_SERVER),
    shape.hasInstances ? ask<InstanceRow>(selectInstances(shape)) : [],
    ask<ConnectionsRow>(SELECT_CONNECTIONS),
    ask<QueueRow>(selectQueues(shape), [queues]),
  ])
  if (!server) throw new Error('A statement without conditions answered nothing.')
  const { now, timeline } = server
  if (memory.timeline !== null && timeline !== memory.timeline) memory.since = now
  memory.timeline = timeline ?? memory.timeline
  const instances = instanceRows.map(readInstance)
  const workers = toWorkers(instances, connections, now, timeline === null)
  return {
    now,
    upSince: server.upSince && memory.since && memory.since > server.upSince ? memory.since : server.upSince,
    workers,
    queues: queueRows.map((queue) => ({
      name: queue.name,
      // pg-boss has no pause: who stops its workers leaves no word of it.
      paused: null,
      liveWorkers: shape.hasInstances ? countServing(queue.name, instances, workers, now) : null,
      next: queue.next,
      expiresAfterMs: queue.expireSeconds === null ? null : queue.expireSeconds * 1_000,
    })),
  }
}
