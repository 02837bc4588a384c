import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { isSignedBy, openReceiver, type Receiver } from '../notify/receiver.ts'
import { axe } from './support/axe.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'

describe.skipIf(findChromium() === undefined)(`a webhook${WHY_SKIPPED}`, () => {
  let stage: Stage
  let page: Page
  let receiver: Receiver

  beforeAll(async () => {
    stage = await setStage()
    receiver = await openReceiver()
    page = (await stage.window()).page
  })
  afterAll(async () => {
    await receiver?.close()
    await stage?.close()
  })

  it('is added, tells its secret once, is tested, refused and sent again, disabled and removed', async () => {
    const { owner, acme } = stage.fixture
    // Alone with it: what the reconciler closes of the gallery would be told as well.
    await owner.query('delete from runtruth.webhook_endpoints where workspace_id = $1', [acme.id])
    await owner.query('delete from runtruth.operation_runs where workspace_id = $1', [acme.id])
    await page.goto(`${stage.url}/admin/workspaces/acme/settings/webhooks`)
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Address').fill(receiver.url)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const secret = await page.getByTestId('secret').innerText()
    expect(secret).toMatch(/^whsec_/)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('link', { name: /^Open log/ }).click()
    await page.getByText('Nothing was sent in the last seven days').waitFor()

    receiver.script(503)
    stage.reconcile()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await receiver.arrived(1)
    await page.getByText('Not accepted yet; tried again').waitFor()
    await page.getByRole('button', { name: 'Send now' }).click()
    await receiver.arrived(2)
    await page.getByText(/^Accepted \d/).waitFor()
    await page.getByText('2 attempts').click()
    await page.getByText('Answered 503 Service Unavailable.').waitFor()
    expect(await axe(page)).toEqual([])
    const received = receiver.received.at(-1)
    expect(received && isSignedBy(secret, received)).toBe(true)
    expect(await page.content()).not.toContain(secret)

    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByText('Disabled by Dana.').waitFor()
    expect(await page.getByRole('button', { name: /send/i }).count()).toBe(0)
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor()
  })
})
