import { hostname } from 'node:os'
import pg from 'pg'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { eventually } from '../../test/support/eventually.ts'
import type { Surface } from './surfaces.ts'

/** Where the API of the race answers, and who asks. */
export interface Api {
  readonly url: string
  readonly token: string
}

const TOLD_WITHIN_MS = 60_000

/** The API's answer about the operation of one job, as the console, the CLI and everybody else is given it. Waits until it runs. */
export async function openRuntruth(database: string, api: Api, source: string, queue: string, jobId: string): Promise<Surface> {
  const id = await findOperation(database, source, queue, jobId)
  return {
    look: async () => {
      const response = await fetch(`${api.url}/operations/${id}`, { headers: { authorization: `Bearer ${api.token}` } })
      const body: unknown = await response.json()
      if (!response.ok) throw new Error(`The API answered ${response.status}: ${JSON.stringify(body)}`)
      // The API's own contract; its tests hold it to it.
      const { verdict, status, attempt, failure } = body as WireOperation
      const { freshness, headline, guidance } = verdict
      const against = verdict.evidence.filter(({ supports }) => supports === 'orphaned' || supports === 'stale')
      const ended = status === 'completed'
      return {
        said: headline,
        honest: (freshness !== 'fresh' && freshness !== 'unknown') || attempt > 1,
        evidence: against.length === 0 ? null : `${firstSentence(guidance)} (${against.map(({ signal }) => signal).join(', ')})`,
        ended: ended ? `${headline}: ${failure?.message ?? firstSentence(guidance)}` : null,
        noWorkers: null,
      }
    },
    close: async () => {},
  }
}

/** What it rests on; the rest says what comes next. Names of workers hold that of the machine, which is nobody's business. */
function firstSentence(guidance: string): string {
  return (/^.*?\.(?= |$)/.exec(guidance)?.[0] ?? guidance).replaceAll(`${hostname()}-`, 'host-').replaceAll(`${hostname()}:`, 'host:')
}

async function findOperation(database: string, source: string, queue: string, jobId: string): Promise<string> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    const find = async () => {
      const { rows } = await client.query<{ id: string; status: string }>(
        `select id, status from runtruth.operation_runs where source = $1 and queue_name = $2 and queue_job_id = $3 order by id limit 1`,
        [source, queue, jobId],
      )
      const [row] = rows
      return row?.status === 'running' ? { found: row.id } : { seen: JSON.stringify(rows) }
    }
    return await eventually(`the operation of job ${jobId} of ${queue} of ${source} to run`, TOLD_WITHIN_MS, find, 250)
  } finally {
    await client.end()
  }
}
