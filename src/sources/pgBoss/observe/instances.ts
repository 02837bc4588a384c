import type { SeenWorker } from '../../contract.ts'
import type { JobRow } from './sql/jobColumns.ts'
import type { ConnectionsRow, InstanceRow } from './sql/selectInstances.ts'

/** One PgBoss object of the host, as its row in the registry says at its last beat. */
export interface Instance {
  readonly key: string
  readonly name: string
  readonly applicationName: string
  readonly startedAt: Date
  readonly beatAt: Date
  readonly everyMs: number
  /** It cannot be alive, its event loop free, and without any connection for as long as a beat takes. */
  readonly keepsConnection: boolean
  /** One entry per `work()`; null until the first beat after the start, which is when it is told. */
  readonly works: readonly Work[] | null
}

/** A call of `work()`, its local workers together. */
interface Work {
  readonly queue: string
  readonly workers: number
  readonly active: number
  /** By the instance's own clock. */
  readonly lastFetchedAt: Date | null
  readonly groupConcurrency: unknown
}

/** Clocks of the host and of its database may differ so much; also how long a beat may be on its way. */
const SKEW_MS = 10_000
/** A pool of pg closes what was idle for 10 s. */
const POLLS_OFTEN_S = 5
/** As pg-boss itself counts. */
const QUIET_BEATS = 3
const OWN_QUEUES = '__pgboss__'

export function readInstance({ id, instance, startedOn, heartbeatOn }: InstanceRow): Instance {
  const pid = field(instance, 'pid')
  const host = text(instance, 'host')
  const config = field(instance, 'config')
  const works = field(instance, 'workers')
  return {
    key: id,
    name: text(instance, 'name') ?? `${host ?? 'pg-boss'}${typeof pid === 'number' ? `:${pid}` : ''}`,
    applicationName: text(instance, 'application_name') ?? '',
    startedAt: startedOn,
    beatAt: heartbeatOn,
    everyMs: Number(field(instance, 'heartbeat_seconds')) * 1_000,
    keepsConnection: keepsConnection(instance, config),
    works: heartbeatOn > startedOn && Array.isArray(works) ? works.map(readWork) : null,
  }
}

/**
 * With its own pool, an instance that schedules (the default) polls for that every few seconds, and one that listens holds a
 * connection only for that: so it has one at any time. While a handler burns the processor nothing is polled, and no idle
 * connection is closed either. A pool of the host's may do otherwise, and one that does neither may be without for long.
 */
function keepsConnection(instance: unknown, config: unknown): boolean {
  if (field(config, 'adapter') !== 'pg') return false
  const polls = field(config, 'cronWorkerIntervalSeconds') ?? POLLS_OFTEN_S
  return field(config, 'useListenNotify') === true || (field(instance, 'schedule') === true && Number(polls) <= POLLS_OFTEN_S)
}

function readWork(entry: unknown): Work {
  const fetched = text(entry, 'lastFetchedOn')
  return {
    queue: text(entry, 'queue') ?? '',
    workers: Number(field(entry, 'localConcurrency') ?? 1),
    active: Number(field(entry, 'active') ?? 0),
    lastFetchedAt: fetched === null ? null : new Date(fetched),
    groupConcurrency: field(field(entry, 'options'), 'groupConcurrency'),
  }
}

/**
 * Whether it may be the one that fetched a job of `queue` at `startedAt`, by its beats before and since. A job taken with
 * `fetch()` instead of `work()` is in no registry; a queue that is served both ways is not one this can judge.
 */
export function mayHold(instance: Instance, queue: string, startedAt: Date): boolean {
  const { beatAt, everyMs, works } = instance
  if (instance.startedAt > startedAt) return false
  const sinceMs = beatAt.getTime() - startedAt.getTime()
  // It had missed a beat by then and has sent none since: it was gone before.
  if (sinceMs < -(everyMs + SKEW_MS)) return false
  // Its last word is older than the attempt, or as good as: it may have begun to serve the queue since.
  if (sinceMs <= SKEW_MS || works === null) return true
  return works.some((work) => work.queue === queue && mayBeAt(work, startedAt, sinceMs, 2 * everyMs))
}

/**
 * By a beat `sinceMs` after the attempt began. Within `settlesMs` an answer the process had received but not yet looked at, its
 * event loop being busy, has been seen to; before, a beat may be written by a process that does not know yet what it has.
 */
function mayBeAt({ active, workers, lastFetchedAt }: Work, startedAt: Date, sinceMs: number, settlesMs: number): boolean {
  const fetchedAt = lastFetchedAt?.getTime() ?? Number.NEGATIVE_INFINITY
  const startedMs = startedAt.getTime()
  const settled = sinceMs > settlesMs
  const fetchedBefore = fetchedAt < startedMs - SKEW_MS
  if (active === 0) return !(settled || (workers === 1 && fetchedAt > startedMs + SKEW_MS))
  // A worker fetches nothing while it is at work, so a single one is still at what it fetched last: not at what it fetched before
  // that either, once this cannot be the same answer, seen to late.
  if (workers === 1 && fetchedAt > startedMs + settlesMs + SKEW_MS) return false
  return !(fetchedBefore && (settled || workers === 1))
}

/** What a look says of the instances. Several share a name on their connections only if the host has given them one. */
export function toWorkers(
  instances: readonly Instance[],
  connections: readonly ConnectionsRow[],
  now: Date,
  standby: boolean,
): SeenWorker[] {
  const standing = new Set(connections.map(({ name }) => name))
  return instances.map((instance) => {
    const { key, name, beatAt, everyMs } = instance
    const sharers = instances.filter(
      (other) => other.applicationName === instance.applicationName && (other === instance || isLive(other, now)),
    )
    return {
      key,
      name,
      queues: instance.works === null ? null : [...new Set(instance.works.map((work) => work.queue).filter(isForeign))],
      connected: standby ? null : connectedOf(instance, standing, sharers.length === 1),
      beat: { at: beatAt, everyMs, silentAfterMs: everyMs * QUIET_BEATS },
    }
  })
}

/**
 * No connection of that name at all: it is gone, or cut off. Together with its beat this convicts one beat and a second after the
 * last beat, by default 31 s: 1 to 31 s after the end of the process, with nobody alive as with others that are named
 * differently. Others of the same name hide it; then nothing is claimed, and its beats fall silent after three.
 */
function connectedOf(instance: Instance, standing: ReadonlySet<string>, alone: boolean): boolean | null {
  if (instance.applicationName === '') return null
  if (standing.has(instance.applicationName)) return alone ? true : null
  return instance.keepsConnection ? false : null
}

function isLive({ beatAt, everyMs }: Instance, now: Date): boolean {
  return now.getTime() - beatAt.getTime() <= everyMs * QUIET_BEATS
}

/** Null where there may be some that the registry does not know of, or that have not yet told what they serve. */
export function countServing(queue: string, instances: readonly Instance[], workers: readonly SeenWorker[], now: Date): number | null {
  const live = instances.filter((instance, at) => isLive(instance, now) && workers[at]?.connected !== false)
  const serving = live.filter(({ works }) => works?.some((work) => work.queue === queue)).length
  return serving === 0 && live.some(({ works }) => works === null) ? null : serving
}

/** The limit of its group, where everybody who serves the queue keeps to one and it is reached. */
export function groupLimit({ name, groupActive, groupTier }: JobRow, instances: readonly Instance[]): number | null {
  if (groupActive === null || groupActive === 0) return null
  const works = instances.flatMap((instance) => instance.works ?? []).filter((work) => work.queue === name)
  const limits = works.map((work) => limitOf(work.groupConcurrency, groupTier))
  if (limits.length === 0 || limits.some((limit) => limit === null || groupActive < limit)) return null
  return Math.max(...limits.map(Number))
}

function limitOf(groupConcurrency: unknown, tier: string | null): number | null {
  const tiered = tier === null ? undefined : field(field(groupConcurrency, 'tiers'), tier)
  const limit = typeof groupConcurrency === 'number' ? groupConcurrency : (tiered ?? field(groupConcurrency, 'default'))
  return typeof limit === 'number' ? limit : null
}

function isForeign(queue: string): boolean {
  return queue !== '' && !queue.startsWith(OWN_QUEUES)
}

function field(of: unknown, key: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined
}

function text(of: unknown, key: string): string | null {
  const value = field(of, key)
  return typeof value === 'string' && value !== '' ? value : null
}
