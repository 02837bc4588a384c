import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'
import { look, operationPage, violations } from './support/surfaces.ts'

/** From a click to its end, as an operator lives it: real workers, one of them really killed. */
describe.skipIf(findChromium() === undefined)(`an operation that loses its worker${WHY_SKIPPED}`, () => {
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    stage = await setStage()
    page = (await stage.window()).page
  })
  afterAll(async () => await stage?.close())

  it('is started by a click, seen to lose its worker without a reload, reconciled, told once, and retried by a click', async () => {
    const victim = await stage.work('victim')
    await page.goto(`${stage.url}/admin/workspaces/acme/tenants/contoso`)
    // Not one of those beside what is shown of it above.
    await page.getByRole('button', { name: /^mailbox migration/i }).click()
    await page.getByLabel(/mailboxes/i).fill('3000')
    await page
      .getByRole('button', { name: /^start/i })
      .last()
      .click()
    await page.getByRole('status').filter({ hasText: 'Mailbox migration queued. Running in the background.' }).getByRole('link').click()
    await page.waitForURL(/\/operations\/\d+$/)
    const surface = operationPage(page)
    await headline('Running')
    expect((await look(surface)).moving).not.toEqual([])

    await victim.kill()
    await headline('Worker lost')
    const lost = await look(surface)
    expect(violations(lost, 'orphaned', 'running')).toEqual([])
    expect(lost.guidance).toContain('victim')

    stage.reconcile()
    await headline('Reconciled as failed')
    expect(violations(await look(surface), 'reconciled', 'completed')).toEqual([])
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.goto(`${stage.url}/admin/workspaces/acme/inbox`)
    await expect.poll(async () => await page.locator(`[data-surface="inbox"][data-operation="${id}"]`).count()).toBe(1)
    expect(await page.locator(`[data-surface="inbox"][data-operation="${id}"]`).getByTestId('headline').innerText()).toBe(
      'Reconciled as failed',
    )

    await stage.work('survivor')
    await page.goto(`${stage.url}/admin/workspaces/acme/operations/${id}`)
    await page.getByRole('button', { name: /retry/i }).first().click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /retry|start/i })
      .click()
    await page.getByRole('status').getByRole('link').click()
    await page.waitForURL((url) => !url.pathname.endsWith(`/${id}`))
    await headline('Running')
    await page
      .getByRole('link', { name: new RegExp(`#${id}\\b`) })
      .first()
      .waitFor()
  })

  async function headline(words: string): Promise<void> {
    await operationPage(page).getByTestId('headline').first().filter({ hasText: words }).waitFor({ timeout: 30_000 })
  }
})
