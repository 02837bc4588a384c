/**
 * Does in a real browser what docs/first-five-minutes.md tells, with the built product on an empty data directory, and takes its
 * pictures: `npm run first-five-minutes`. Ends with an error where the product does not do what the page says.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { startProduct, tail, type Product } from '../../scripts/walk/product.ts'
import { until } from '../../scripts/walk/tally.ts'
import { findChromium, launchChromium } from './support/chromium.ts'
import { operationPage } from './support/surfaces.ts'

const pictures = fileURLToPath(new URL('../../docs/first-five-minutes', import.meta.url))
const executable = findChromium()
if (executable === undefined) throw new Error('There is no Chromium here. Install it, or name one in CHROMIUM.')

const directory = await mkdtemp(join(tmpdir(), 'runtruth-first-'))
// PostgreSQL refuses to run as root and then has to reach its data as somebody else.
await chmod(directory, 0o755)
await rm(pictures, { recursive: true, force: true })
await mkdir(pictures, { recursive: true })

const startedMs = performance.now()
const product = await startProduct(join(directory, 'data'))
const browser = await launchChromium(executable)
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' })
  await live(page, await invitationOf(product))
} finally {
  await browser.close()
  await product.stop().catch(() => product.kill())
  await rm(directory, { recursive: true, force: true })
}

async function live(page: Page, { link, workerPid }: Invitation): Promise<void> {
  said('the invitation is printed')
  await page.goto(link)
  await page.getByLabel('Your name').fill('Robin')
  await page.getByLabel('E-mail').fill('robin@example.com')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await picture(page, '1-set-up')
  await page.getByRole('button', { name: 'Create the account' }).click()

  await page.locator('[data-surface="hub-row"]').first().waitFor()
  await picture(page, '2-operations')

  await page.getByRole('button', { name: 'Tenants' }).click()
  await page.getByRole('link', { name: 'Contoso' }).click()
  await page.getByRole('button', { name: /^File inventory/ }).click()
  // Enough files to watch, on any machine.
  await page.getByLabel(/^Path/).fill('/usr/share')
  await page.getByRole('button', { name: 'Start', exact: true }).scrollIntoViewIfNeeded()
  await picture(page, '3-start')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('status').filter({ hasText: 'Running in the background.' }).getByRole('link').click()

  await headline(page, 'Running')
  await operationPage(page).locator('[data-bar="counted"]').waitFor({ timeout: 60_000 })
  await picture(page, '4-watch')

  process.kill(workerPid, 'SIGKILL')
  const killedMs = performance.now()
  await headline(page, 'Worker lost')
  said(`Worker lost, ${seconds(killedMs)} after the kill`)
  await picture(page, '5-worker-lost')
  await headline(page, 'Reconciled as failed')
  said(`reconciled, ${seconds(killedMs)} after the kill`)
  await picture(page, '6-reconciled')

  await page.getByRole('button', { name: 'Retry operation' }).click()
  const question = page.getByRole('dialog', { name: 'Retry this operation?' })
  await question.waitFor()
  await picture(page, '7-retry')
  await question.getByRole('button', { name: 'Retry operation' }).click()
  await question.waitFor({ state: 'hidden' })

  await page.getByRole('link', { name: /^Inbox/ }).click()
  await page.locator('[data-surface="inbox"]').first().waitFor()
  await picture(page, '8-inbox')
  said('the inbox tells it')
}

interface Invitation {
  readonly link: string
  readonly workerPid: number
}

async function invitationOf(started: Product): Promise<Invitation> {
  return await until('the invitation', 180_000, async () => {
    const printed = started.output()
    if (started.hasExited()) throw new Error(`It ended before it was ready:\n${tail(printed)}`)
    const token = /setup#(\S+)/.exec(printed)?.[1]
    const pid = /kill -9 (\d+)/.exec(printed)?.[1]
    return token === undefined || pid === undefined
      ? { seen: tail(printed) }
      : { found: { link: `${started.url}/setup#${token}`, workerPid: Number(pid) } }
  })
}

async function headline(page: Page, words: string): Promise<void> {
  await operationPage(page).getByTestId('headline').first().filter({ hasText: words }).waitFor({ timeout: 60_000 })
}

async function picture(page: Page, name: string): Promise<void> {
  // The note at the foot is told in the text; here it would hide what is below it.
  const note = page.getByRole('button', { name: 'Dismiss', exact: true })
  if ((await note.count()) > 0) await note.last().click()
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' })
  said(`${name}.png`)
}

function said(what: string): void {
  process.stdout.write(`${seconds(startedMs).padStart(7)}  ${what}\n`)
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`
}
