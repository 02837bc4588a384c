import { RuntruthError } from '../../../errors.ts'
import type { Log } from '../../../log.ts'
import { JOB_STATES, type JobState, type SourceReader } from '../../contract.ts'
import { openControl, type Control } from './control.ts'
import { discoverJobs } from './discoverJobs.ts'
import { lookAtQueues, type LookMemory } from './lookAtQueues.ts'
import { probeAll } from './probeAll.ts'
import { openQueueDatabase, type Ask } from '../../openQueueDatabase.ts'
import { recentJobs, type RecentMemory } from './recentJobs.ts'
import { readShape, type Shape } from './shape.ts'
import { countJobs, type CountRow } from './sql/countJobs.ts'
import { stateOf } from './toWord.ts'

/** The part of the declaration that a reader needs. */
export interface PgBossStore {
  readonly name: string
  readonly connection: string
  /** As PostgreSQL keeps it. */
  readonly schema: string
  /** Null: all. */
  readonly queues: readonly string[] | null
  readonly control: boolean
}

/** A host may upgrade pg-boss while this is open, and pg-boss builds indexes in the background: it is read anew after so many reads. */
const SHAPE_HOLDS_FOR = 200

export function openReader(store: PgBossStore, log: Log): SourceReader {
  const database = openQueueDatabase({ url: store.connection, source: store.name, log })
  const control = store.control ? openControl(store, log) : null
  const looked: LookMemory = { timeline: null, since: null }
  const recent: RecentMemory = { cursor: null, told: new Map() }
  let known: { readonly shape: Shape; readsLeft: number } | undefined

  async function read<T>(work: (ask: Ask, shape: Shape) => Promise<T>): Promise<T> {
    return await database
      .readTogether(async (ask) => {
        if (known && known.readsLeft > 0) {
          known.readsLeft -= 1
          return await work(ask, known.shape)
        }
        const shape = await readShape(ask, store.name, store.schema)
        known = { shape, readsLeft: SHAPE_HOLDS_FOR }
        return await work(ask, shape)
      })
      .catch((error: unknown) => {
        // It may be that the tables have changed since; the next call looks.
        known = undefined
        throw error
      })
  }

  function controlled(): Control {
    if (control) return control
    throw new RuntruthError('forbidden', `Source "${store.name}" only reads. Give it control in the config file to act on its jobs.`)
  }

  return {
    look: async () => await read(async (ask, shape) => await lookAtQueues(ask, shape, store.queues, looked)),
    recent: async (cursor) => await read(async (ask, shape) => await recentJobs(ask, shape, store.queues, cursor, recent)),
    probe: async (jobs) => (jobs.length === 0 ? [] : await read(async (ask, shape) => await probeAll(ask, shape, jobs))),
    discover: async (cursor, limit) => await read(async (ask, shape) => await discoverJobs(ask, shape, store.queues, cursor, limit)),
    totals: async () =>
      await read(async (ask, shape) => {
        // Each of the states is in the list.
        const totals = Object.fromEntries(JOB_STATES.map((state) => [state, 0])) as Record<JobState, number>
        for (const row of await ask<CountRow>(countJobs(shape), [store.queues])) totals[stateOf(row)] += Number(row.count)
        return totals
      }),
    cancel: async (job) => await controlled().cancel(job),
    retry: async (job) => await controlled().retry(job),
    close: async () => {
      await control?.close()
      await database.close()
    },
  }
}
