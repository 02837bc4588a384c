import process from 'node:process'
import { expect, it, onTestFinished } from 'vitest'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { eventually } from '../support/eventually.ts'
import { startExample, type RunningExample } from './startExample.ts'

const WITHIN_MS = 60_000

/** The first operation of this type that is so. */
async function until(
  { api, printed }: RunningExample,
  what: string,
  type: string,
  isSo: (operation: WireOperation) => boolean,
): Promise<WireOperation> {
  return await eventually(what, WITHIN_MS, async () => {
    const { body } = await api.get<{ operations?: WireOperation[] }>(`/operations?type=${type}&limit=100`)
    const found = (body.operations ?? []).find(isSo)
    if (found) return { found }
    const seen = (body.operations ?? []).map(({ id, verdict }) => `#${id} ${verdict.headline}: ${verdict.guidance}`)
    return { seen: `${seen.join('\n') || JSON.stringify(body)}\n${printed()}` }
  })
}

const isRunning = ({ status, verdict }: WireOperation) => status === 'running' && verdict.freshness === 'fresh'
const isLost = ({ verdict }: WireOperation) => verdict.freshness === 'orphaned'

it('the example of pg-boss: its jobs are operations, a killed worker is found out, and Ctrl-C leaves nothing behind', async () => {
  const example = await startExample('pg-boss')
  onTestFinished(example.clear)
  const running = await until(example, 'an invoice to be rendered', 'invoice.render', isRunning)
  expect(running).toMatchObject({ label: 'Render invoice', source: { name: 'billing', control: 'read_only' }, initiator: { kind: 'user' } })
  expect(['contoso', 'fabrikam']).toContain(running.tenant)
  const [worker = 0] = example.victims
  process.kill(worker, 'SIGKILL')
  const lost = await until(example, 'an invoice to have lost its worker', 'invoice.render', isLost)
  expect(lost.verdict).toMatchObject({ headline: 'Worker lost', problem: 'active_stale_attention', progress: { live: false } })
  expect(lost.verdict.evidence.filter(({ supports }) => supports === 'orphaned')).not.toEqual([])
  await until(example, 'the next one to say that nobody serves it', 'invoice.render', ({ verdict }) =>
    verdict.guidance.startsWith('No live worker serves this queue'),
  )
  await example.end('SIGINT')
  expect(await example.leftovers()).toEqual([])
})
