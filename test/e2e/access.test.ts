import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PICTURES, type Picture } from './gallery.ts'
import { axe } from './support/axe.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { overflowOf, settled } from './support/settled.ts'
import { setStage, type Stage } from './support/stage.ts'

describe.skipIf(findChromium() === undefined)(`the console is for everybody${WHY_SKIPPED}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await setStage()
  })
  afterAll(async () => await stage?.close())

  const at = (path: string) => `${stage.url}/admin/workspaces/acme${path}`
  const addresses = () => [
    at('/operations'),
    at('/operations?tab=attention'),
    at('/operations?q=nothing+like+it'),
    at('/tenants/contoso'),
    at('/inbox'),
    at('/settings'),
    at('/settings/webhooks'),
    at(`/settings/webhooks?webhook=${stage.webhooks.failing}`),
    at(`/settings/webhooks?webhook=${stage.webhooks.disabled}`),
    at('/settings/webhooks?webhook=999999'),
    at('/settings/tenants'),
    at('/settings/tokens'),
    at('/settings/audit'),
    at('/nothing'),
    `${stage.url}/admin`,
    `${stage.url}/admin/system`,
    `${stage.url}/admin/system?show=follow-up`,
    `${stage.url}/admin/system?show=queues`,
    `${stage.url}/admin/workspaces/nowhere/operations`,
    at('/operations/999999'),
    `${stage.url}/login`,
    `${stage.url}/setup`,
    ...(Object.keys(PICTURES) as Picture[]).map((picture) => at(`/operations/${stage.ids[picture]}`)),
  ]

  it.each([false, true])('axe finds nothing on any page and state (dark: %s)', async (dark) => {
    const { context, page } = await stage.window({ dark, somebodyNew: dark })
    for (const address of addresses()) {
      await page.goto(address)
      await settled(page)
      expect([address, await axe(page)]).toEqual([address, []])
    }
    await context.close()
  })

  it.each([
    { what: 'a narrow phone', width: 320, height: 640, scale: 1 },
    { what: 'a laptop at 200 %', width: 640, height: 450, scale: 2 },
    { what: 'the widest screen', width: 2560, height: 1440, scale: 1 },
  ])('nothing is wider than $what', async ({ width, height, scale }) => {
    const { context, page } = await stage.window({ width, height, scale, somebodyNew: true })
    for (const address of addresses()) {
      await page.goto(address)
      await settled(page)
      expect([address, await overflowOf(page)]).toEqual([address, 0])
    }
    await context.close()
  })

  it('with reduced motion nothing moves at all', async () => {
    const { context, page } = await stage.window({ reducedMotion: true, somebodyNew: true })
    await page.goto(at('/operations'))
    await settled(page)
    expect(await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)).toBe(0)
    await context.close()
  })

  it('runs under its strict policy: nothing is refused, nothing is asked of anybody else, no script fails', async () => {
    const { context, page } = await stage.window({ somebodyNew: true })
    const trouble: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !/40[134]/.test(message.text())) trouble.push(message.text())
    })
    page.on('pageerror', (error) => trouble.push(String(error)))
    page.on('request', (request) => {
      if (!request.url().startsWith(stage.url) && !request.url().startsWith('data:')) trouble.push(request.url())
    })
    for (const address of addresses()) {
      await page.goto(address)
      await settled(page)
    }
    expect(trouble).toEqual([])
    await context.close()
  })
})
