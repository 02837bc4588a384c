import process from 'node:process'
import { describe, expect, it } from 'vitest'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { createApi, type Api } from '../crash/api.ts'
import { eventually } from '../support/eventually.ts'
import { findRedis, WHY_NO_REDIS } from '../support/redisServer.ts'
import { startExample, type RunningExample } from './startExample.ts'

const WITHIN_MS = 60_000

/** As the owner that is invited. */
function apiOf({ printed }: RunningExample): Api {
  const [, url = '', token = ''] = /^ +Console +(http:\S+)\/setup#(\S+)$/m.exec(printed()) ?? []
  return createApi(url, 'acme', token)
}

/** The first operation of this type that is so. */
async function until(
  example: RunningExample,
  what: string,
  type: string,
  isSo: (operation: WireOperation) => boolean,
): Promise<WireOperation> {
  const api = apiOf(example)
  return await eventually(what, WITHIN_MS, async () => {
    const { body } = await api.get<{ operations?: WireOperation[] }>(`/operations?type=${type}&limit=100`)
    const found = (body.operations ?? []).find(isSo)
    if (found) return { found }
    const seen = (body.operations ?? []).map(({ id, verdict }) => `#${id} ${verdict.headline}: ${verdict.guidance}`)
    return { seen: `${seen.join('\n') || JSON.stringify(body)}\n${example.printed()}` }
  })
}

const isRunning = ({ status, verdict }: WireOperation) => status === 'running' && verdict.freshness === 'fresh'
const isLost = ({ verdict }: WireOperation) => verdict.freshness === 'orphaned'

/** A verdict that somebody is to look at, with what it follows from. */
function expectProven({ verdict }: WireOperation, supports: 'orphaned' | 'stale'): void {
  expect(verdict).toMatchObject({ problem: 'active_stale_attention', progress: { live: false } })
  expect(verdict.evidence.filter((evidence) => evidence.supports === supports)).not.toEqual([])
}

describe.concurrent('an example', () => {
  it('of pg-boss: its jobs are operations, a killed worker is lost, nobody serves the rest, and Ctrl-C leaves nothing', async ({
    onTestFinished,
  }) => {
    const example = await startExample('pg-boss')
    onTestFinished(example.clear)
    const running = await until(example, 'an invoice to be rendered', 'invoice.render', isRunning)
    expect(running).toMatchObject({
      label: 'Render invoice',
      source: { name: 'billing', control: 'read_only' },
      initiator: { kind: 'user' },
    })
    expect(['contoso', 'fabrikam']).toContain(running.tenant)
    kill(example.victims.slice(0, 1))
    expectProven(await until(example, 'an invoice to have lost its worker', 'invoice.render', isLost), 'orphaned')
    await until(example, 'the next one to say that nobody serves it', 'invoice.render', ({ verdict }) =>
      verdict.guidance.startsWith('No live worker serves this queue'),
    )
    await example.end('SIGINT')
  })

  it.skipIf(!findRedis())(
    `of BullMQ: its jobs report as they do, all workers killed are lost, and SIGTERM leaves nothing${WHY_NO_REDIS}`,
    async ({ onTestFinished }) => {
      const example = await startExample('bullmq')
      onTestFinished(example.clear)
      const running = await until(
        example,
        'a newsletter to be under way',
        'newsletter.send',
        (operation) => isRunning(operation) && (operation.counts?.processed ?? 0) > 0,
      )
      expect(running.verdict.progress).toMatchObject({ mode: 'counted', live: true })
      kill(example.victims)
      expectProven(await until(example, 'a newsletter to have lost its worker', 'newsletter.send', isLost), 'orphaned')
      await example.end('SIGTERM')
    },
  )

  it('of Graphile Worker: age alone suspects, and what the command started leaves when the command is killed', async ({
    onTestFinished,
  }) => {
    const example = await startExample('graphile-worker')
    onTestFinished(example.clear)
    await until(example, 'an export to be written', 'export.csv', isRunning)
    kill(example.victims)
    const stale = await until(example, 'an export to be too old', 'export.csv', ({ verdict }) => verdict.freshness === 'likely_stale')
    expectProven(stale, 'stale')
    expect(stale.verdict.reason).toBe('past_running_window')
  })

  it('whose jobs are tracked: a killed worker of Graphile Worker is lost at once', async ({ onTestFinished }) => {
    const example = await startExample('graphile-worker', { flags: ['--tracked'] })
    onTestFinished(example.clear)
    const running = await until(
      example,
      'an export to report',
      'export.csv',
      (operation) => isRunning(operation) && (operation.counts?.processed ?? 0) > 0,
    )
    expect(running.verdict.progress.mode).toBe('counted')
    kill(example.victims)
    expectProven(await until(example, 'an export to have lost its worker', 'export.csv', isLost), 'orphaned')
  })
})

function kill(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}
