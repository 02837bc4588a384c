import { RuntruthError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { JobRef, JobState, SourceReader } from '../contract.ts'
import { openQueueDatabase } from '../openQueueDatabase.ts'
import { absentJob, isJobId } from './absentJob.ts'
import { createdAtOf, jobWord, type LockedCounts } from './jobWord.ts'
import { changedJobs } from './readChanged.ts'
import { quoteName, readSchema } from './readSchema.ts'
import { cancelJob } from './sql/cancelJob.ts'
import type { JobRow } from './sql/jobColumns.ts'
import { retryJob } from './sql/retryJob.ts'
import { selectAsked, type AskedRow } from './sql/selectAsked.ts'
import { selectLook, type LookRow } from './sql/selectLook.ts'
import { selectPage } from './sql/selectPage.ts'
import { selectTotals, type TotalRow } from './sql/selectTotals.ts'
import type { Tables } from './sql/tables.ts'

export interface GraphileStore {
  readonly source: string
  readonly connection: string
  readonly schema: string
  readonly control: boolean
}

export function openGraphileReader({ source, connection, schema, control }: GraphileStore, log: Log): SourceReader {
  const database = openQueueDatabase({ url: connection, source, log })
  const readChanged = changedJobs(database)
  const locks: LockedCounts = new Map()
  let described: Promise<Tables> | undefined

  /** Forgets what the schema looks like after any failure: a migration may have renamed its tables. */
  async function withTables<T>(use: (tables: Tables) => Promise<T>): Promise<T> {
    try {
      described ??= readSchema(database, source, schema)
      return await use(await described)
    } catch (error) {
      described = undefined
      throw error
    }
  }

  const word = (row: JobRow) => jobWord(row, schema, locks)

  async function act(job: JobRef, statement: (tables: Tables, schema: string) => string): Promise<'done' | 'refused'> {
    if (!control) {
      throw new RuntruthError('forbidden', `Source "${source}" is only read. To act on its jobs, declare it with control: true.`)
    }
    const createdAt = createdAtOf(job.key)
    if ((createdAt === null && job.key !== '') || !isJobId(job.id)) return 'refused'
    const done = await withTables(async (tables) => await database.write(statement(tables, quoteName(schema)), [job.id, createdAt]))
    return done.length > 0 ? 'done' : 'refused'
  }

  return {
    look: async () =>
      await withTables(async (tables) => {
        const [row] = await database.read<LookRow>(selectLook(tables))
        if (!row) throw new Error('The statement answers one row.')
        const { now, upSince, liveWorkers, next } = row
        // No workers: a session names neither its pool nor what it has locked, and a pool that lost its session while its
        // handlers go on gets another one. So nothing convicts, and a lock is only as old as it is.
        return { now, upSince, workers: [], queues: [{ name: schema, paused: null, liveWorkers, next }] }
      }),
    recent: async (cursor) =>
      await withTables(async (tables) => {
        const { rows, ...rest } = await readChanged(tables, cursor)
        return { words: rows.map(word), ...rest }
      }),
    probe: async (jobs) => {
      if (jobs.length === 0) return []
      const asked = jobs.map((job) => (isJobId(job.id) ? job.id : null))
      const rows = await withTables(async (tables) => await database.read<AskedRow>(selectAsked(tables), [asked]))
      return jobs.map((job, place) => {
        const row = rows[place]
        if (!row) throw new Error('The statement answers a row for each job.')
        const found = row.id === null ? null : word(row)
        if (found !== null && (job.key === '' || job.key === found.key)) return found
        if (found === null) locks.delete(job.id)
        return absentJob(job, { now: row.now, lastId: row.lastId, successor: found !== null })
      })
    },
    discover: async (cursor, limit) =>
      await withTables(async (tables) => {
        const rows = await database.read<JobRow>(selectPage(tables), [cursor ?? '0', limit])
        return { words: rows.map(word), cursor: rows.length < limit ? null : (rows.at(-1)?.id ?? null) }
      }),
    totals: async () =>
      await withTables(async (tables) => {
        const totals: Record<JobState, number> = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0, cancelled: 0 }
        for (const { state, jobs } of await database.read<TotalRow>(selectTotals(tables))) totals[state] = jobs
        return totals
      }),
    cancel: async (job) => await act(job, cancelJob),
    retry: async (job) => await act(job, retryJob),
    close: async () => await database.close(),
  }
}
