import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { SYSTEM } from '../../src/access/actor.ts'
import { setPlatformOperator } from '../../src/access/platform.ts'
import { insertRunHistory } from '../support/factories.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { keyboardOf, type Keyboard } from './support/keyboard.ts'
import { settled } from './support/settled.ts'
import { setStage, type Stage } from './support/stage.ts'
import { hubRow, inbox, operationPage } from './support/surfaces.ts'

describe.skipIf(findChromium() === undefined)(`with nothing but keys${WHY_SKIPPED}`, () => {
  let stage: Stage
  let page: Page
  let keys: Keyboard

  beforeAll(async () => {
    stage = await setStage()
    // An empty workspace, as on the first day.
    await stage.fixture.owner.query('delete from runtruth.operation_runs where workspace_id = $1', [stage.fixture.acme.id])
    // Who belongs to one workspace, and looks after nothing else, is led right into it.
    await setPlatformOperator(stage.fixture.db, SYSTEM, stage.owner.email, false)
    page = (await stage.window({ stranger: true })).page
    keys = keyboardOf(page)
  })
  afterAll(async () => await stage?.close())

  it('one signs in, starts an operation, sees it lose its worker, be reconciled, retries it, and opens what the inbox tells', async () => {
    const victim = await stage.work('victim')
    await page.goto(`${stage.url}/login`)
    await page.getByLabel('E-mail').waitFor()
    await keys.tabTo(/^E-mail/)
    await keys.type(stage.owner.email)
    await keys.tabTo(/^Password/)
    await keys.type(stage.owner.password)
    await keys.press('Enter')

    await page.getByRole('heading', { name: 'No operations yet' }).waitFor()
    await keys.tabTo(/^Skip to content/)
    await keys.press('Enter')
    await keys.tabTo(/^Start one for contoso/i)
    await keys.press('Enter')

    await page.getByRole('heading', { name: 'contoso' }).waitFor()
    await keys.tabTo(/^Mailbox migration/)
    await keys.press('Enter')
    await expectFocus(/^Mailboxes/)
    await keys.press('Control+a')
    await keys.type('3000')
    await keys.press('Enter')
    await page.getByRole('status').filter({ hasText: 'Mailbox migration queued.' }).waitFor()
    await expectFocus(/^Mailbox migration/)

    const line = page.locator('[data-surface="hint"]')
    await headline(line, 'Running')
    await keys.backTo(/^View operation: Mailbox migration/)
    const held = await keys.remember()
    await victim.kill()
    await headline(line, 'Worker lost')
    expect(await held()).toBe(true)
    await keys.press('Enter')

    await page.waitForURL(/\/operations\/\d+$/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const surface = operationPage(page)
    await headline(surface, 'Worker lost')
    await keys.tabTo(/^Reconcile now/)
    stage.reconcile()
    await headline(surface, 'Reconciled as failed')
    // What had the focus is not offered any more; what is offered instead has it.
    await expectFocus(/^Retry operation/)

    await stage.work('survivor')
    const retry = await keys.remember()
    await keys.press('Enter')
    const question = page.getByRole('dialog', { name: 'Retry this operation?' })
    await question.waitFor()
    await expectFocus(/^Keep as it is/)
    await keys.press('Escape')
    await question.waitFor({ state: 'hidden' })
    expect(await retry()).toBe(true)
    await keys.press('Enter')
    await question.waitFor()
    await keys.tabTo(/^Retry operation/)
    await keys.press('Enter')
    await question.waitFor({ state: 'hidden' })
    await page.getByRole('status').filter({ hasText: 'Mailbox migration queued.' }).waitFor()
    await page
      .getByRole('link', { name: /^Retry|#\d+/ })
      .first()
      .waitFor()
    expect((await keys.focus()).tag).not.toBe('body')

    await keys.tabTo(/^Inbox\s*1 unread/)
    await keys.press('Enter')
    await headline(inbox(page, id), 'Reconciled as failed')
    await keys.tabTo(/^View operation: Mailbox migration/)
    await keys.press('Enter')
    await page.waitForURL(new RegExp(`/operations/${id}$`))
    await headline(operationPage(page), 'Reconciled as failed')
    await page.getByRole('link', { name: 'Inbox', exact: true }).waitFor()
    expect(keys.unseen).toEqual([])
  })

  it('in the hub a row keeps its focus while the list changes around it, new ones are let in by a key, and the way back finds the row', async () => {
    const { owner, acme } = stage.fixture
    const { id } = await insertRunHistory(owner, acme, { label: 'Licence report' })
    await page.goto(`${stage.url}/admin/workspaces/acme/operations`)
    await hubRow(page, id).waitFor()
    // It is drawn before any script can hear a key.
    await settled(page)
    await keys.press('j')
    await expectFocus(/Licence report$/)
    const held = await keys.remember()

    const newer = await insertRunHistory(owner, acme, { label: 'Archive' })
    await page.getByRole('button', { name: '1 new operation' }).waitFor()
    expect(await hubRow(page, newer.id).count()).toBe(0)
    expect(await held()).toBe(true)

    await keys.press('n')
    await hubRow(page, newer.id).waitFor()
    await expectFocus(/Archive$/)
    await keys.press('j')
    await keys.press('Enter')
    await page.waitForURL(new RegExp(`/operations/${id}$`))
    await operationPage(page).waitFor()
    await page.goBack()
    await hubRow(page, id).waitFor()
    await expectFocus(/Licence report$/)

    await keys.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await keys.press('Escape')
    await expectFocus(/Licence report$/)
    expect(keys.unseen).toEqual([])
  })

  async function headline(surface: Locator, words: string): Promise<void> {
    await surface.getByTestId('headline').first().filter({ hasText: words }).waitFor({ timeout: 30_000 })
  }

  async function expectFocus(name: RegExp): Promise<void> {
    await expect.poll(async () => (await keys.focus()).name, { timeout: 10_000 }).toMatch(name)
    expect(await keys.focus()).toMatchObject({ isMarked: true, isInSight: true })
  }
})
