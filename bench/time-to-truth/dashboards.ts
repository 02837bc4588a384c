import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type * as Hono from 'hono'
import { loadPeer } from './loadPeer.ts'
import { bullmqQueue } from './queueClient.ts'
import { spaceOf, type Setup, type Survivor } from './setups.ts'
import type { Stores } from './sourceOf.ts'
import type { Surface, Word } from './surfaces.ts'

interface BullBoardApi {
  createBullBoard(options: { queues: readonly unknown[]; serverAdapter: unknown; options: { uiBasePath: string } }): void
}
interface BullBoardJob {
  readonly job: {
    readonly attemptsStarted?: number
    readonly stalledCounter?: number
    readonly failedReason?: string
    readonly isFailed: boolean
  }
  readonly status: string
}

/** The queue's own view of its jobs, by its own server's answers; null: none works with it. */
export async function openDashboard(setup: Setup, survivor: Survivor, stores: Stores, queue: string): Promise<Surface | null> {
  if (setup.view === null) return null
  switch (setup.queue) {
    case 'bullmq_redis':
    case 'bullmq_postgres':
      return await openBullBoard(setup, survivor, stores, queue)
    case 'pg_boss':
      return await openBossDashboard(spaceOf(setup, survivor), stores, queue)
    case 'graphile':
      return await openGraphileView(spaceOf(setup, survivor), stores)
  }
}

/** What its pages are made from: the job's own answer, and the list of queues with its warning that nobody serves one. */
async function openBullBoard(setup: Setup, survivor: Survivor, stores: Stores, queue: string): Promise<Surface> {
  const { createBullBoard } = await loadPeer<BullBoardApi>('@bull-board/api')
  const { BullMQAdapter } = await loadPeer<{ BullMQAdapter: new (queue: unknown) => unknown }>('@bull-board/api/bullMQAdapter')
  const { HonoAdapter } = await loadPeer<{
    HonoAdapter: new (serveStatic: unknown) => { setBasePath(path: string): void; registerPlugin(): Hono.Hono }
  }>('@bull-board/hono')
  const { serveStatic } = await loadPeer<{ serveStatic: unknown }>('@hono/node-server/serve-static')
  const opened = await bullmqQueue(setup, survivor, stores, queue)
  opened.on('error', () => {})
  const adapter = new HonoAdapter(serveStatic)
  const uiBasePath = fileURLToPath(new URL('./peers/node_modules/@bull-board/ui', import.meta.url))
  createBullBoard({ queues: [new BullMQAdapter(opened)], serverAdapter: adapter, options: { uiBasePath } })
  const app = adapter.registerPlugin()
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const response = await app.request(path)
    // The board's own contract.
    if (response.ok) return (await response.json()) as Answer
    throw new Error(`bull-board answered ${response.status}: ${await response.text()}`)
  }
  return {
    look: async (jobId) => {
      const [{ job, status }, { queues }] = await Promise.all([
        ask<BullBoardJob>(`/api/queues/${queue}/${jobId}`),
        ask<{ queues: readonly { readonly name: string; readonly hasWorkers: boolean | null }[] }>('/api/queues'),
      ])
      const { attemptsStarted = 1, stalledCounter = 0, failedReason } = job
      const stalled =
        stalledCounter > 0 ? `stalled ${stalledCounter} time` : attemptsStarted > 1 ? `attempts started ${attemptsStarted}` : null
      return {
        said: stalled === null ? status : `${status}, ${stalled}`,
        honest: status !== 'active' || stalled !== null,
        evidence: failedReason ?? stalled,
        ended: status === 'failed' ? (failedReason ?? 'no reason') : null,
        noWorkers: queues.find(({ name }) => name.endsWith(queue))?.hasWorkers === false,
      }
    },
    close: async () => await opened.close(),
  }
}

/** The page of the job as the dashboard renders it, without its marks. */
async function openBossDashboard(schema: string, stores: Stores, queue: string): Promise<Surface> {
  const { createDashboardHandler } = await loadPeer<{
    createDashboardHandler(options: unknown): ((request: Request) => Promise<Response>) & { close(): Promise<void> }
  }>('@pg-boss/dashboard/handler')
  const handler = createDashboardHandler({ databases: [{ url: stores.postgres, name: schema, schema }] })
  return {
    look: async (jobId) => {
      const response = await handler(new Request(`http://dashboard.example/queues/${queue}/jobs/${jobId}`))
      const text = (await response.text())
        .replaceAll(/<(script|style|svg)[\s\S]*?<\/\1>/g, '')
        .replaceAll(/<[^>]+>/g, '|')
        .replaceAll(/\|+/g, '|')
      const state = /\|Job detail\|(\w+)\|/.exec(text)?.[1]
      const retries = Number(/\|Retry Count\|(\d+)\|/.exec(text)?.[1] ?? 0)
      if (state === undefined) throw new Error(`The pg-boss dashboard shows no job: ${response.status} ${text.slice(0, 300)}`)
      const output = /\|Output\|([^|]*)\|/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '—'
      const evidence = output === '—' ? (retries > 0 ? `retry count ${retries}` : null) : output.replaceAll(/\s+/g, ' ')
      return {
        said: retries > 0 ? `${state}, retry count ${retries}` : state,
        honest: state !== 'active' || retries > 0,
        evidence,
        ended: state === 'failed' ? (evidence ?? 'no reason') : null,
        noWorkers: null,
      }
    },
    close: async () => await handler.close(),
  }
}

/** Its documented view of what waits and what is locked; there is no other. */
async function openGraphileView(schema: string, stores: Stores): Promise<Surface> {
  const client = new pg.Client({ connectionString: stores.postgres })
  await client.connect()
  return {
    look: async (jobId): Promise<Word> => {
      const { rows } = await client.query<{ locked: boolean; attempts: number; failed: string | null }>(
        `select locked_at is not null as locked, attempts, last_error as failed from ${schema}.jobs where id = $1`,
        [jobId],
      )
      const [job] = rows
      if (!job) return { said: 'no such job', honest: true, evidence: null, ended: 'no reason', noWorkers: null }
      return {
        said: job.locked ? `locked, attempt ${job.attempts}` : 'not locked',
        honest: !job.locked || job.attempts > 1,
        evidence: job.failed,
        ended: null,
        noWorkers: null,
      }
    },
    close: async () => await client.end(),
  }
}
