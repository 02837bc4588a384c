import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserContext, Page } from 'playwright-core'
import type { WireList } from '../../src/http/contract.ts'
import { READER_COOKIE, writeReader, type Reader } from '../../web/console/model/reader.ts'
import { eventually } from '../support/eventually.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'
import { hubRow, hubTop, look, violations } from './support/surfaces.ts'

const HUB = '/admin/workspaces/acme/operations'
const NOTHING_DRAWN = '<div id="console"></div>'
const HERE: Reader = { locale: 'en-GB', zone: 'Europe/Berlin', theme: 'system' }

/** The hub arrives with its rows in it; then the page comes alive, and nothing of it is drawn twice. */
describe.skipIf(findChromium() === undefined)(`the hub as the server draws it${WHY_SKIPPED}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await setStage()
  })
  afterAll(async () => await stage?.close())

  it('shows the verdicts of the API before any script has run, and says when they were true', async () => {
    const { context, page } = await stage.window()
    const refused = noteRefusals(page)
    await withoutScripts(context)
    await open(page, stage.url)
    const answer = await context.request.get(`${stage.url}/api/v1/workspaces/acme/operations?limit=50`)
    const { operations } = (await answer.json()) as WireList
    expect(operations.length).toBeGreaterThan(10)
    for (const { id, verdict } of await toldList(page)) {
      expect(verdict.headline).toBe(operations.find((one) => one.id === id)?.verdict.headline)
      const shown = await look(hubRow(page, id))
      expect([id, shown.headline, shown.guidance]).toEqual([id, verdict.headline, verdict.guidance])
      expect(violations(shown, verdict.freshness, verdict.lifecycle)).toEqual([])
    }
    await hubTop(page).getByTestId('headline').waitFor()
    await page.getByText('Needs follow-up').first().waitFor()
    await page.getByText(/^This page is not live yet\. It shows what was known at \d\d:\d\d:\d\d\.$/).waitFor({ state: 'visible' })
    expect(await moving(page)).toBe(0)
    expect(refused).toEqual([])
    await context.close()
  })

  it('comes alive as it stands: every row is the one that was drawn', async () => {
    const { context, page } = await stage.window()
    const refused = noteRefusals(page)
    const go = await withoutScripts(context)
    await open(page, stage.url)
    const drawn = await page.locator('[data-surface="hub-row"]').evaluateAll((rows: Element[]) =>
      rows.map((row) => {
        row.setAttribute('data-drawn', 'here')
        return row.getAttribute('data-operation')
      }),
    )
    const times = await page.locator('[data-surface="hub-row"] time').allInnerTexts()
    // Its end was not put off by whoever drew the page, so the page asks for itself.
    const prolonged = page.waitForResponse(/\/api\/v1\/session$/)
    go()
    await live(page)
    await prolonged
    expect(
      await page.locator('[data-drawn]').evaluateAll((rows: Element[]) => rows.map((row) => row.getAttribute('data-operation'))),
    ).toEqual(drawn)
    expect(await page.locator('[data-surface="hub-row"] time').allInnerTexts()).toEqual(expect.arrayContaining(times))
    expect(await page.getByText('This page is not live yet').count()).toBe(0)
    expect(refused).toEqual([])
    await context.close()
  })

  it('does again what was done with it before it was alive, and once what was pressed twice', async () => {
    const { context, page } = await stage.window()
    const go = await withoutScripts(context, /\/assets\/(?!begin-).*\.js$/)
    await open(page, stage.url)
    await begun(page)
    const types = page.getByLabel('Type', { exact: true })
    const startedBy = page.getByLabel('Started by', { exact: true })
    const type = (await types.locator('option').nth(1).getAttribute('value')) ?? ''
    await types.selectOption(type)
    await startedBy.pressSequentially('ada')
    await page.getByRole('button', { name: 'Keys' }).dblclick()
    go()
    await page.getByRole('dialog').waitFor()
    await page.waitForURL(({ searchParams }) => searchParams.get('type') === type && searchParams.get('by') === 'ada')
    expect([await types.inputValue(), await startedBy.inputValue()]).toEqual([type, 'ada'])
    await context.close()
  })

  it('hears the keys that were pressed before it was alive', async () => {
    const { context, page } = await stage.window()
    const go = await withoutScripts(context, /\/assets\/(?!begin-).*\.js$/)
    await open(page, stage.url)
    await begun(page)
    const second = await page.locator('[data-row]').nth(1).getAttribute('data-row')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    go()
    await page.locator(`[data-row="${second}"]:focus`).waitFor()
    await context.close()
  })

  it.each([
    ['in another zone', { ...HERE, zone: 'America/New_York' }],
    ['in another language', { ...HERE, locale: 'de-DE' }],
  ])('drawn for somebody %s is drawn anew', async (_, reader) => {
    const { context, page } = await stage.window()
    const refused = noteRefusals(page)
    await reads(context, stage.url, reader)
    const go = await withoutScripts(context)
    await open(page, stage.url)
    const time = page.locator('[data-surface="hub-row"] time').first()
    const before = await time.getAttribute('title')
    go()
    await live(page)
    expect(await time.getAttribute('title')).not.toBe(before)
    expect(await time.getAttribute('title')).toContain('CET')
    expect(refused).toEqual([])
    // The word that was left is put right, so that the next page is drawn for this reader.
    const left = (await context.cookies()).find(({ name }) => name === READER_COOKIE)
    expect(left?.value).toBe(writeReader(HERE))
    await context.close()
  })

  it('is drawn in the colours that were chosen', async () => {
    const { context, page } = await stage.window()
    await reads(context, stage.url, { ...HERE, theme: 'dark' })
    await withoutScripts(context)
    await open(page, stage.url)
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    await context.close()
  })

  it.each([
    ['another workspace', '/admin/workspaces/globex/operations'],
    ['one that does not exist', '/admin/workspaces/nowhere/operations'],
    ['a view that nobody could have', `${HUB}?page=nonsense`],
  ])('draws nothing for %s: it is one and the same page', async (_, path) => {
    const { context } = await stage.window()
    const { context: stranger } = await stage.window({ stranger: true })
    await reads(stranger, stage.url, HERE)
    const page = await (await context.request.get(stage.url + path)).text()
    expect(page).toContain(NOTHING_DRAWN)
    expect(page).toBe(await (await stranger.request.get(stage.url + HUB)).text())
    await Promise.all([context.close(), stranger.close()])
  })

  it.each([
    ['of whom no word was left', null],
    ['whom no browser has written', 'x|y|z'],
  ])('draws nothing for a reader %s', async (_, word) => {
    const { context } = await stage.window()
    await context.clearCookies({ name: READER_COOKIE })
    if (word !== null) await context.addCookies([{ name: READER_COOKIE, value: word, url: stage.url }])
    const page = async (at: string) => await (await context.request.get(stage.url + at)).text()
    const [answered, blank] = [await page(HUB), await page('/admin')]
    expect(answered.length).toBe(blank.length)
    expect(answered).toBe(blank)
    await context.close()
  })

  it('draws nothing for a stranger, and is kept nowhere', async () => {
    const { context: stranger } = await stage.window({ stranger: true })
    await reads(stranger, stage.url, HERE)
    expect(await (await stranger.request.get(`${stage.url}${HUB}`)).text()).toContain(NOTHING_DRAWN)
    const { context } = await stage.window()
    const answer = await context.request.get(`${stage.url}${HUB}`)
    expect(await answer.text()).toContain('data-surface="hub-row"')
    expect(answer.headers()['cache-control']).toBe('no-store')
    await Promise.all([stranger.close(), context.close()])
  })
})

async function reads(context: BrowserContext, url: string, reader: Reader): Promise<void> {
  await context.addCookies([{ name: READER_COOKIE, value: writeReader(reader), url }])
}

/** As far as it comes without its scripts. */
async function open(page: Page, url: string): Promise<void> {
  // A server that is busy beyond its patience leaves the drawing to the browser.
  await eventually('a page that was drawn', 60_000, async () => {
    await page.goto(`${url}${HUB}`, { waitUntil: 'commit' })
    await page.locator('noscript').waitFor({ state: 'attached' })
    return (await hubTop(page).count()) === 1 ? { found: undefined } : { seen: 'one that was not' }
  })
}

/** Until the answer is called; the styles are let through. */
async function withoutScripts(context: BrowserContext, held = /\/assets\/.*\.js$/): Promise<() => void> {
  let go = () => {}
  const waiting = new Promise<void>((resolve) => {
    go = resolve
  })
  await context.route(held, async (route) => {
    await waiting
    await route.continue().catch(() => {})
  })
  return go
}

/** Its first script runs, and has asked for the others. */
async function begun(page: Page): Promise<void> {
  await page.locator('link[rel="modulepreload"]').first().waitFor({ state: 'attached' })
}

/** What the page was drawn from: ages in its words are of that very moment. */
async function toldList(page: Page): Promise<WireList['operations']> {
  const told = JSON.parse((await page.locator('#told').textContent()) ?? '') as {
    readonly answers: readonly (readonly [unknown[], WireList])[]
  }
  return told.answers.find(([key]) => JSON.stringify(key.at(-1)) === '{"hub":""}')?.[1].operations ?? []
}

async function live(page: Page): Promise<void> {
  await page.locator('[data-connection="live"]').waitFor()
}

async function moving(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().iterations === Infinity).length,
  )
}

/** What the policy or React found wrong with the page. */
function noteRefusals(page: Page): string[] {
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') refused.push(message.text())
  })
  page.on('pageerror', (error) => refused.push(error.message))
  return refused
}
