import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page, Route } from 'playwright-core'
import { ROLES } from '../../src/access/actor.ts'
import { upsertMember } from '../../src/access/sql/members.ts'
import { insertRunHistory } from '../support/factories.ts'
import { READER_COOKIE } from '../../web/console/model/reader.ts'
import { axe } from './support/axe.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { overflowOf, settled } from './support/settled.ts'
import { setStage, type Stage } from './support/stage.ts'

const FAILED = '{"code":"internal","detail":"The server failed."}'

/** What a page is besides its contents: each of these is a page that somebody designed, so each is judged. */
describe.skipIf(findChromium() === undefined)(`every state of a page is for everybody${WHY_SKIPPED}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await setStage()
    const { db, owner, acme, globex } = stage.fixture
    // Many alike, so that the list of what asks for attention groups them.
    for (let index = 0; index < 3; index += 1) await insertRunHistory(owner, acme, { createdAgoMs: 20 * 60_000, label: 'Inventory sync' })
    // A workspace where nothing has ever been started, and one may only look.
    await db.inWorkspace(globex.id, async (tx) => {
      await tx.rows(upsertMember(globex.id, Number(stage.owner.id), 'viewer', ROLES.viewer, null))
    })
  })
  afterAll(async () => await stage?.close())

  const acme = (path: string) => `${stage.url}/admin/workspaces/acme${path}`
  const globex = (path: string) => `${stage.url}/admin/workspaces/globex${path}`
  const operation = (picture: keyof Stage['ids']) => acme(`/operations/${stage.ids[picture]}`)

  const open = (address: () => string) => async (page: Page) => {
    await page.goto(address())
    await settled(page)
  }
  /** Every question of the API ends like this; the page itself is there, and nothing was drawn into it. */
  const answering = (address: () => string, words: RegExp, how: (route: Route) => Promise<void>) => async (page: Page) => {
    await page.context().clearCookies({ name: READER_COOKIE })
    await page.route(/\/api\/v1\/workspaces\/acme\/(?!stream)/, how)
    await page.goto(address())
    await page.getByText(words).first().waitFor({ timeout: 30_000 })
  }
  const asking = (address: () => string, button: RegExp, title: RegExp) => async (page: Page) => {
    await open(address)(page)
    await page.getByRole('button', { name: button }).first().click()
    await page.getByRole('dialog', { name: title }).waitFor()
  }

  const STATES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    'empty hub': open(() => globex('/operations')),
    'empty inbox': open(() => globex('/inbox')),
    'a tenant where nothing may be started': open(() => globex('/tenants/initech')),
    'settings that are not allowed': open(() => globex('/settings')),
    loading: answering(
      () => acme('/operations'),
      /^Reading /,
      async () => await new Promise(() => {}),
    ),
    'an error': answering(
      () => acme('/operations'),
      /did not work|The server answered/,
      async (route) =>
        await route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: FAILED,
        }),
    ),
    forbidden: answering(
      () => acme('/inbox'),
      /Not allowed/,
      async (route) =>
        route.request().url().includes('/notifications')
          ? await route.fulfill({
              status: 403,
              contentType: 'application/problem+json',
              body: '{"code":"forbidden","detail":"This needs a capability."}',
            })
          : await route.continue(),
    ),
    'drawn, and not live yet': async (page) => {
      await page.route(/\/assets\/.*\.js$/, async () => await new Promise(() => {}))
      await page.goto(acme('/operations'), { waitUntil: 'commit' })
      await page.getByText('This page is not live yet').waitFor()
    },
    'drawn, and refused from then on': async (page) => {
      await page.route(
        /\/api\/v1\/workspaces\/acme\//,
        async (route) => await route.fulfill({ status: 500, contentType: 'application/problem+json', body: FAILED }),
      )
      await page.goto(acme('/operations'))
      await page.getByText(/^The server failed\. Last heard/).waitFor()
      await page.locator('[data-surface="hub-row"]').first().waitFor()
    },
    'no answer': answering(
      () => acme('/operations'),
      /could not be reached/,
      async (route) => await route.abort(),
    ),
    'the question before a retry': asking(() => operation('failed'), /^Retry operation/, /^Retry/),
    'the question before a cancellation': asking(() => operation('running fresh counted'), /^Cancel operation/, /^Cancel/),
    'the question before a reconciliation': asking(() => operation('running orphaned'), /^Reconcile now/, /^Reconcile/),
    'the preview of reconciling many': asking(() => acme('/operations?tab=attention'), /^Preview reconciling/, /^Reconcile/),
    'the keys': asking(() => acme('/operations'), /^Keys/, /^Keys/),
    'a member to add': asking(() => acme('/settings/members'), /^Add a member/, /member/i),
    'a tenant to add': asking(() => acme('/settings/tenants'), /^Add a tenant/, /tenant/i),
    'a token to create': asking(() => acme('/settings/tokens'), /^Create a token/, /token/i),
    'a form with something to put right': async (page) => {
      await open(() => acme('/tenants/contoso'))(page)
      await page.getByRole('button', { name: /^Inventory sync/ }).click()
      await page.getByRole('button', { name: 'Start', exact: true }).click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    'the account opened': async (page) => {
      await open(() => acme('/operations'))(page)
      await page.getByRole('button', { name: /^Account of/ }).click()
    },
    'a row under the focus': async (page) => {
      await open(() => acme('/operations'))(page)
      await page.locator('[data-surface="hub-row"]').first().waitFor()
      await page.keyboard.press('j')
    },
    'folded parts opened': async (page) => {
      await open(() => operation('reconciled failed'))(page)
      for (const folded of await page.locator('main summary').all()) await folded.click()
    },
    'on paper': async (page) => {
      await open(() => operation('running orphaned'))(page)
      await page.emulateMedia({ media: 'print' })
    },
  }

  it.each(Object.keys(STATES))('%s', async (state) => {
    const { context, page } = await stage.window()
    await STATES[state]?.(page)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect([colorScheme, await axe(page)]).toEqual([colorScheme, []])
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await overflowOf(page)).toBe(0)
    await context.close()
  })

  it('a page whose server is gone says so, in both themes', async () => {
    const windows = await Promise.all([false, true].map(async (dark) => await stage.window({ dark })))
    for (const { page } of windows) await open(() => acme('/operations'))(page)
    await stage.server.kill()
    for (const { page } of windows) {
      await page
        .getByText(/Connection lost, last heard/i)
        .first()
        .waitFor({ timeout: 30_000 })
      expect(await axe(page)).toEqual([])
    }
  })
})
