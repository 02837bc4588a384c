/** Takes the pictures of docs/screenshots: `npm run screenshots`. A person looks at their difference in review. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, it } from 'vitest'
import type { Page } from 'playwright-core'
import { settled } from './support/settled.ts'
import { setStage, type Stage } from './support/stage.ts'
import type { Picture } from './gallery.ts'

const directory = fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
})
afterAll(async () => await stage?.close())

const operation = (picture: Picture) => () => `/admin/workspaces/acme/operations/${stage.ids[picture]}`

const VIEWS: Readonly<Record<string, () => string>> = {
  hub: () => '/admin/workspaces/acme/operations',
  'hub-attention': () => '/admin/workspaces/acme/operations?tab=attention',
  'hub-no-match': () => '/admin/workspaces/acme/operations?q=nothing+like+it',
  'operation-worker-lost': operation('running orphaned'),
  'operation-likely-stale': operation('running stale'),
  'operation-running': operation('running fresh counted'),
  'operation-queued': operation('queued fresh'),
  'operation-not-verified': operation('running unknown'),
  'operation-reconciled': operation('reconciled failed'),
  'operation-failed': operation('failed'),
  'operation-succeeded': operation('succeeded'),
  tenant: () => '/admin/workspaces/acme/tenants/contoso',
  inbox: () => '/admin/workspaces/acme/inbox',
  settings: () => '/admin/workspaces/acme/settings',
  webhooks: () => '/admin/workspaces/acme/settings/webhooks',
  'webhook-log': () => `/admin/workspaces/acme/settings/webhooks?webhook=${stage.webhooks.failing}`,
  system: () => '/admin/system',
  'system-queues': () => '/admin/system?show=queues',
  'not-here': () => '/admin/workspaces/acme/operations/999999',
  'sign-in': () => '/login',
}

const WAYS = [
  { name: 'light-wide', width: 1280, height: 900, dark: false },
  { name: 'dark-wide', width: 1280, height: 900, dark: true },
  { name: 'light-narrow', width: 360, height: 740, dark: false },
  { name: 'dark-narrow', width: 360, height: 740, dark: true },
] as const

it.each(WAYS)('$name', async ({ name, ...options }) => {
  const { context, page } = await stage.window(options)
  for (const [view, address] of Object.entries(VIEWS)) {
    await page.goto(stage.url + address())
    await complete(page)
    await take(page, `${view}.${name}`)
  }
  // As the server draws it, for as long as no script has come.
  await page.route(/\/assets\/.*\.js$/, async () => await new Promise(() => {}))
  await page.goto(`${stage.url}${VIEWS.hub?.() ?? ''}`, { waitUntil: 'commit' })
  await page.getByText('This page is not live yet').waitFor()
  await take(page, `hub-not-live-yet.${name}`)
  await context.close()
})

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true, animations: 'disabled' })
}

/** Everything is there that will be: what the page reads, what the stream tells, and what is drawn. */
async function complete(page: Page): Promise<void> {
  await settled(page)
  await page.waitForFunction(() => !/Connecting…/.test(document.body.innerText))
  await page.waitForLoadState('load')
  await page.evaluate(async () => await document.fonts.ready)
  // The hint of a tenant keeps its room empty until it knows.
  await page.waitForFunction(
    () => document.querySelector('[data-testid="activity-hint"] ul[hidden]') === null || /No activity/.test(document.body.innerText),
  )
  await page.waitForFunction(() => document.querySelector('figure') === null || document.querySelector('figure canvas') !== null)
}
