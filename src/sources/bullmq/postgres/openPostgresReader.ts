import type { Log } from '../../../log.ts'
import type { JobRef, JobState, JobWord, SourceReader } from '../../contract.ts'
import { openQueueDatabase } from '../../openQueueDatabase.ts'
import { openActions, type QueueState } from '../actions.ts'
import { JobLives } from '../jobLives.ts'
import { keyOf } from '../jobWord.ts'
import type { BullmqSettings, PostgresStore } from '../options.ts'
import { recordOf } from './postgresJob.ts'
import { toldJobs } from './readTold.ts'
import { selectAsked, type AskedRow } from './sql/selectAsked.ts'
import { selectEnds, type EventRow } from './sql/selectEnds.ts'
import { selectPage, type PageRow } from './sql/selectPage.ts'
import { selectQueueNames } from './sql/selectQueueNames.ts'
import { selectTotals, type TotalRow } from './sql/selectTotals.ts'
import { tablesIn } from './sql/tables.ts'
import { openWatch } from './watch.ts'

export interface PostgresReaderOptions {
  readonly settings: BullmqSettings
  readonly store: PostgresStore
  readonly control: boolean
  readonly log: Log
}

type JobId = Pick<JobRef, 'queue' | 'id'>

/** Reads BullMQ's tables, in transactions that cannot write. */
export function openPostgresReader({ settings, store, control, log }: PostgresReaderOptions): SourceReader {
  const database = openQueueDatabase({ url: store.url, source: settings.name, log })
  const tables = tablesIn(store.schema)
  const readTold = toldJobs(database, tables)
  const actions = openActions(settings, control)
  const watch = openWatch(database, tables, settings)

  async function queueNames(): Promise<readonly string[]> {
    if (settings.queues !== 'all') return settings.queues
    return (await database.read<{ name: string }>(selectQueueNames(tables))).map(({ name }) => name)
  }

  async function rowsOf(jobs: readonly JobId[]): Promise<(PageRow | null)[]> {
    if (jobs.length === 0) return []
    const asked = [jobs.map(({ queue }) => queue), jobs.map(({ id }) => id)]
    return (await database.read<AskedRow>(selectAsked(tables), asked)).map((row) => (row.id === null ? null : row))
  }

  /** Nothing of it is kept: each queue's lives are told by the events that are there now. */
  async function livesOf(absent: readonly JobId[]): Promise<(queue: string) => JobLives> {
    const lives = new Map<string, JobLives>()
    const of = (queue: string) => {
      const known = lives.get(queue) ?? new JobLives()
      lives.set(queue, known)
      return known
    }
    if (absent.length > 0) {
      const asked = [absent.map(({ queue }) => queue), absent.map(({ id }) => id)]
      for (const row of await database.read<EventRow>(selectEnds(tables), asked)) of(row.queue).note(row)
    }
    return of
  }

  const isLife = (row: PageRow | null | undefined, { key }: JobRef): row is PageRow =>
    row !== null && row !== undefined && (key === '' || keyOf(recordOf(row)) === key)

  async function stateOf(job: JobRef): Promise<QueueState | null> {
    const [row] = await rowsOf([job])
    return isLife(row, job) ? row.state : null
  }

  return {
    look: async () => await watch.look(await queueNames()),

    recent: async (cursor) => {
      const { jobs, ...rest } = await readTold(await queueNames(), cursor)
      return { words: (await rowsOf(jobs)).flatMap((row) => (row === null ? [] : [watch.word(row)])), ...rest }
    },

    probe: async (jobs) => {
      const rows = await rowsOf(jobs)
      const lives = await livesOf(jobs.filter((job, at) => !isLife(rows[at], job)))
      return jobs.map((job, at) => {
        const row = rows[at]
        return isLife(row, job) ? watch.word(row) : lives(job.queue).absent(job)
      })
    },

    discover: async (cursor, limit) => {
      const [queue, id] = readKey(cursor)
      const rows = await database.read<PageRow>(selectPage(tables), [await queueNames(), queue, id, limit])
      const last = rows.length < limit ? undefined : rows.at(-1)
      return {
        words: rows.map((row): JobWord => watch.word(row)),
        cursor: last === undefined ? null : JSON.stringify([last.queue, last.id]),
      }
    },

    totals: async () => {
      const totals: Record<JobState, number> = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0, cancelled: 0 }
      for (const { state, jobs } of await database.read<TotalRow>(selectTotals(tables), [await queueNames()])) {
        totals[state === 'waiting-children' ? 'waiting' : state] += jobs
      }
      return totals
    },

    cancel: async (job) => await actions.cancel(job, control ? await stateOf(job) : null),
    retry: async (job) => await actions.retry(job, control ? await stateOf(job) : null),
    close: async () => {
      await Promise.all([database.close(), actions.close()])
    },
  }
}

/** Where a page begins; a cursor of another store begins anew. */
function readKey(cursor: string | null): [queue: string, id: string] {
  const read: unknown = cursor?.startsWith('[') === true ? JSON.parse(cursor) : []
  const parts: readonly unknown[] = Array.isArray(read) ? read : []
  const [queue, id] = parts
  return typeof queue === 'string' && typeof id === 'string' ? [queue, id] : ['', '']
}
