import process from 'node:process'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startExample, type RunningExample } from '../examples/startExample.ts'
import { axe } from './support/axe.ts'
import { findChromium, launchChromium, WHY_SKIPPED } from './support/chromium.ts'
import { beginStillness, noteShifts } from './support/stillness.ts'

/** As its one command starts it; the strip lives in the shadow of somebody else's page. */
describe.skipIf(findChromium() === undefined)(`the strip in somebody else's product${WHY_SKIPPED}`, () => {
  let example: RunningExample
  let browser: Browser

  beforeAll(async () => {
    example = await startExample('external-shell', { built: true })
    browser = await launchChromium(findChromium() ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await example?.clear()
  })

  it('tells what the page started and what became of it, light and dark, within the policy of that page', async () => {
    const [light, dark] = [await opened('light'), await opened('dark')]
    const seen = await Promise.all([light, dark].map(async (page) => await beginStillness(page)))
    await light.getByRole('button', { name: 'Count the stock' }).click()
    await light.getByText('Started.').waitFor()
    await dark.getByRole('button', { name: 'Count the stock' }).click()
    await dark.getByText('It is being counted already.').waitFor()
    for (const page of [light, dark]) await headline(page, 'Running')
    for (const page of [light, dark]) expect(await axe(page)).toEqual([])
    expect(await paperOf(light)).not.toBe(await paperOf(dark))
    expect(await inkOf(light)).not.toBe(await inkOf(dark))

    for (const pid of example.victims) process.kill(pid, 'SIGKILL')
    for (const page of [light, dark]) await headline(page, 'Worker lost')
    for (const page of [light, dark]) await headline(page, 'Reconciled as failed')
    for (const page of [light, dark]) expect(await axe(page)).toEqual([])
    const quiet = await Promise.all(seen.map(async (end) => await end()))
    expect(quiet.map(({ refused }) => refused)).toEqual([[], []])

    await hint(light).getByRole('link', { name: 'View operation' }).click()
    await light.getByTestId('headline').first().filter({ hasText: 'Reconciled as failed' }).waitFor()
    expect(new URL(light.url()).pathname).toBe('/runtruth/admin/workspaces/acme/operations/1')
  })

  async function opened(colorScheme: 'light' | 'dark'): Promise<Page> {
    const [, url = ''] = /^ +Page +(\S+)$/m.exec(example.printed()) ?? []
    const page = await (await browser.newContext({ colorScheme })).newPage()
    await noteShifts(page)
    await page.goto(url)
    await page.getByText('No activity to show.').waitFor()
    return page
  }
})

function hint(page: Page): Locator {
  return page.locator('runtruth-activity')
}

async function headline(page: Page, words: string): Promise<void> {
  await hint(page).getByTestId('headline').filter({ hasText: words }).waitFor({ timeout: 30_000 })
}

async function paperOf(page: Page): Promise<string> {
  return await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
}

async function inkOf(page: Page): Promise<string> {
  return await hint(page)
    .getByTestId('headline')
    .first()
    .evaluate((element) => getComputedStyle(element).color)
}
