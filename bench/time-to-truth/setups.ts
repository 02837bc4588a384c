/** What is raced: a queue as its users set it up. Tracked: its handler is wrapped by `track`. */
export interface Setup {
  /** Part of names of queues and schemas. */
  readonly key: string
  readonly queue: 'bullmq_redis' | 'bullmq_postgres' | 'pg_boss' | 'graphile'
  readonly title: string
  readonly tracked: boolean
  /** The queue's own view of its jobs; null: none, or what it would say is in the row of the same queue untracked. */
  readonly view: string | null
  /** Why a word that nobody waited for would come when it does. */
  readonly viewKnown: string
  /** Where nothing in the queue's store speaks of its workers, the window that the mapping declares; else one that no job reaches. */
  readonly runningWindow?: string
  readonly lockDurationMs?: number
  readonly stalledIntervalMs?: number
  readonly heartbeatSeconds?: number
  readonly superviseIntervalSeconds?: number
  /** The pg-boss that Runtruth itself uses, with its registry of instances, instead of the last one that the dashboard works with. */
  readonly newest?: boolean
}

const STALLED = 'A stalled job is found by the workers that serve its queue; with none alive, by nobody.'
const SUPERVISED = 'A job is given up by the supervisor inside pg-boss processes; with none alive, by nobody.'
const FAST_LOCK = { lockDurationMs: 10_000, stalledIntervalMs: 5_000 }
const ON_REDIS = { queue: 'bullmq_redis', tracked: false, view: 'bull-board', viewKnown: STALLED } as const
const ON_POSTGRES = { ...ON_REDIS, queue: 'bullmq_postgres' } as const
const PG_BOSS = { queue: 'pg_boss', tracked: false, view: 'pg-boss dashboard' } as const

const UNTRACKED: readonly Setup[] = [
  { ...ON_REDIS, key: 'bullmq', title: 'BullMQ on Redis' },
  { ...ON_REDIS, ...FAST_LOCK, key: 'bullmq_fast', title: 'BullMQ on Redis, lock 10 s, checked every 5 s' },
  { ...ON_POSTGRES, key: 'bullmq_pg', title: 'BullMQ on PostgreSQL' },
  { ...ON_POSTGRES, ...FAST_LOCK, key: 'bullmq_pg_fast', title: 'BullMQ on PostgreSQL, lock 10 s, checked every 5 s' },
  {
    ...PG_BOSS,
    key: 'boss',
    title: 'pg-boss 12.33',
    viewKnown: `Without a heartbeat an active job expires after 15 min (measured elsewhere, with a survivor: 898 s). ${SUPERVISED}`,
    runningWindow: '1m',
  },
  { ...PG_BOSS, key: 'boss_beat', title: 'pg-boss 12.33, heartbeat 30 s', viewKnown: SUPERVISED, heartbeatSeconds: 30 },
  {
    ...PG_BOSS,
    key: 'boss_fast',
    title: 'pg-boss 12.33, heartbeat 10 s, supervised every 5 s',
    viewKnown: SUPERVISED,
    heartbeatSeconds: 10,
    superviseIntervalSeconds: 5,
  },
  {
    ...PG_BOSS,
    key: 'boss_new',
    title: 'pg-boss 12.38',
    view: null,
    viewKnown: 'The dashboard 1.9.0 does not work with it.',
    newest: true,
  },
  {
    key: 'graphile',
    queue: 'graphile',
    title: 'Graphile Worker',
    tracked: false,
    view: 'its view of jobs',
    viewKnown: 'A job stays locked for 4 h, fixed in its code, whoever is alive; it has no dashboard.',
    runningWindow: '1m',
  },
]

const TRACKED: readonly Setup[] = [
  tracked('bullmq', 'bullmq_redis', 'BullMQ on Redis'),
  tracked('bullmq_pg', 'bullmq_postgres', 'BullMQ on PostgreSQL'),
  tracked('boss', 'pg_boss', 'pg-boss 12.33'),
  tracked('graphile', 'graphile', 'Graphile Worker'),
]

export const SETUPS: readonly Setup[] = [...UNTRACKED, ...TRACKED]

export const SURVIVORS = ['survivor', 'nobody'] as const
export type Survivor = (typeof SURVIVORS)[number]

function tracked(of: string, queue: Setup['queue'], title: string): Setup {
  return { key: `${of}_tracked`, queue, title, tracked: true, view: null, viewKnown: '' }
}

/** PostgreSQL schemas, and the prefix of keys in Redis: what one scenario does never meets what another one does. */
export function spaceOf(setup: Setup, survivor: Survivor): string {
  return `${setup.key}_${survivor}`
}

export function sourceName(setup: Setup, survivor: Survivor): string {
  return spaceOf(setup, survivor).replaceAll('_', '-')
}

export function setupOf(key: string): Setup {
  const found = SETUPS.find((setup) => setup.key === key)
  if (!found) throw new Error(`There is no setup ${key}.`)
  return found
}
