import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import type { WireStarted } from '../../src/http/contract.ts'
import { insertRunHistory } from '../support/factories.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'
import { beginStillness, noteShifts, type Restlessness } from './support/stillness.ts'
import { hint, hubRow, hubTop, operationPage } from './support/surfaces.ts'

/** Of the window, over the whole story; a page that is called good may move by ten times as much. */
const MOST_MOVED = 0.01
const DAY = 86_400_000
const WINDOWS = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
] as const

/** What somebody reads stays where it is, whatever becomes of the operations. */
describe.skipIf(findChromium() === undefined)(`pages whose operations start, report, turn and end${WHY_SKIPPED}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await setStage()
    const { owner, acme } = stage.fixture
    await owner.query('delete from runtruth.operation_runs where workspace_id = $1', [acme.id])
    for (let index = 0; index < 30; index += 1) {
      await insertRunHistory(owner, acme, {
        label: `Nightly export ${index}`,
        status: 'completed',
        createdAgoMs: 3 * DAY,
        completedAgoMs: 2 * DAY,
      })
    }
  })
  afterAll(async () => await stage?.close())

  it.each(WINDOWS)('keep still for whoever reads them, and their policy refuses nothing ($width wide)', async (size) => {
    const { owner, acme } = stage.fixture
    await owner.query(`delete from runtruth.operation_runs where workspace_id = $1 and created_at > now() - interval '1 day'`, [acme.id])
    const victim = await stage.work(`victim-${size.width}`)
    const hub = await opened(size, '/operations')
    const tenant = await opened(size, '/tenants/contoso')
    await hub.locator('[data-surface="hub-row"]').first().waitFor()
    await tenant.getByText('No activity to show.').waitFor()
    const ofHub = await beginStillness(hub)
    const ofTenant = await beginStillness(tenant)

    const id = await start('mailbox.migration', { mailboxes: 3_000 })
    await start('licence.report', {})
    await headline(hint(tenant, id), 'Running')
    // What is new waits until it is let in, and moves nothing.
    await hub.getByRole('button', { name: '2 new operations' }).click()
    await headline(hubRow(hub, id), 'Running')
    const ageing = await insertRunHistory(owner, acme, { tenant: 'fabrikam', label: 'Archive', createdAgoMs: 597_000 })
    await hub.getByRole('button', { name: '1 new operation' }).click()

    const detail = await opened(size, `/operations/${id}`)
    await headline(operationPage(detail), 'Running')
    await detail
      .getByText(/ of 3,000/)
      .first()
      .waitFor()
    await detail.locator('[data-event="started"]').waitFor()
    const ofDetail = await beginStillness(detail)
    const before = await reported(detail)
    await expect.poll(async () => (await reported(detail)) > before + 20, { timeout: 30_000 }).toBe(true)
    await headline(hubRow(hub, ageing.id), 'Likely stale')
    await headline(hubTop(hub), 'Likely stale')

    await victim.kill()
    for (const surface of [hubRow(hub, id), hubTop(hub), hint(tenant, id), operationPage(detail)]) await headline(surface, 'Worker lost')
    const reconciler = stage.reconcile()
    for (const surface of [hubRow(hub, id), hint(tenant, id), operationPage(detail)]) await headline(surface, 'Reconciled as failed')
    await detail.locator('[data-event="reconciled"]').waitFor()
    await reconciler.kill()

    const seen: Record<string, Restlessness> = { hub: await ofHub(), tenant: await ofTenant(), detail: await ofDetail() }
    for (const [name, { score, moved, refused }] of Object.entries(seen)) {
      expect(refused).toEqual([])
      expect(score, `${name}: ${moved.join('\n')}`).toBeLessThanOrEqual(MOST_MOVED)
    }
  })

  async function opened(size: { readonly width: number; readonly height: number }, path: string): Promise<Page> {
    const { page } = await stage.window(size)
    await noteShifts(page)
    await page.goto(`${stage.url}/admin/workspaces/acme${path}`)
    return page
  }

  async function start(type: string, input: object): Promise<string> {
    const response = await fetch(`${stage.url}/api/v1/workspaces/acme/operations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.fixture.acme.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type, tenant: 'contoso', input }),
    })
    // The shape is the API's promise and has its tests.
    return ((await response.json()) as WireStarted).id
  }
})

async function headline(surface: Locator, words: string): Promise<void> {
  await surface.getByTestId('headline').first().filter({ hasText: words }).waitFor({ timeout: 30_000 })
}

/** How many of them the page says are done. */
async function reported(page: Page): Promise<number> {
  const said = await page
    .getByText(/ of 3,000/)
    .first()
    .innerText()
  return Number(/([\d,]+) of 3,000/.exec(said)?.[1]?.replace(',', '') ?? 0)
}
