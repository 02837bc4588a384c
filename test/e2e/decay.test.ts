import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'
import { hubRow, look, operationPage, violations } from './support/surfaces.ts'

const WITHIN_MS = 1_000

/** Nobody is left to say so, and still the page does. */
describe.skipIf(findChromium() === undefined)(`a page whose server is killed${WHY_SKIPPED}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await setStage()
  })
  afterAll(async () => await stage?.close())

  it('goes on judging: what ran turns likely stale at its time, on the hub and on the operation page, and the loss is said', async () => {
    const id = stage.ids['running fresh counted']
    const [hub, detail] = await Promise.all([stage.window(), stage.window()])
    await Promise.all([
      hub.page.goto(`${stage.url}/admin/workspaces/acme/operations`),
      detail.page.goto(`${stage.url}/admin/workspaces/acme/operations/${id}`),
    ])
    const surfaces = [hubRow(hub.page, id), operationPage(detail.page)]
    for (const surface of surfaces) {
      const shown = await look(surface)
      expect([shown.headline, violations(shown, 'fresh', 'running')]).toEqual(['Running', []])
      expect(shown.moving).not.toEqual([])
    }
    // Looks go on arriving: it is fresh for longer than a look would last.
    const before = await Promise.all(surfaces.map(nextChangeOf))
    await Promise.all(
      surfaces.map(async (surface, index) => {
        await eventually('fresher evidence', 15_000, async () => {
          const now = await nextChangeOf(surface)
          return now > (before[index] ?? 0) ? { found: undefined } : { seen: String(now) }
        })
      }),
    )

    await Promise.all(surfaces.map(noteTurning))
    await stage.server.kill()
    const turned = await Promise.all(surfaces.map(untilStale))
    for (const { lateMs } of turned) {
      expect(lateMs).toBeGreaterThanOrEqual(-50)
      expect(lateMs).toBeLessThanOrEqual(WITHIN_MS)
    }
    for (const surface of surfaces) {
      const shown = await look(surface)
      expect([shown.headline, violations(shown, 'likely_stale', 'running')]).toEqual(['Likely stale', []])
    }
    for (const { page } of [hub, detail]) {
      await page.getByText(/connection lost, last heard \d\d:\d\d:\d\d/i).waitFor({ timeout: 15_000 })
    }
  })
})

async function nextChangeOf(surface: Locator): Promise<number> {
  return Date.parse((await surface.getAttribute('data-next-change-at')) ?? '')
}

/**
 * The page itself notes when it turned, and when it had said it would, as of the last frame that somebody could have seen: asking
 * from outside takes as long as what is measured.
 */
async function noteTurning(surface: Locator): Promise<void> {
  // A beat that a busy machine holds back is told as well, and then the page has turned before: what is noted begins while it is fresh.
  await eventually('the page to be fresh', 15_000, async () => {
    return (await beginNoting(surface)) ? { found: undefined } : { seen: await surface.getByTestId('headline').first().innerText() }
  })
}

/** False: it had turned already. */
async function beginNoting(surface: Locator): Promise<boolean> {
  return await surface.evaluate((root: Element) => {
    let due = root.getAttribute('data-next-change-at')
    const isStale = () => root.querySelector('[data-testid="headline"]')?.textContent === 'Likely stale'
    const frame = () => {
      if (isStale()) return
      due = root.getAttribute('data-next-change-at')
      requestAnimationFrame(frame)
    }
    if (isStale()) return false
    requestAnimationFrame(frame)
    new MutationObserver((_, observer) => {
      if (!isStale()) return
      root.setAttribute('data-turned-late-ms', String(Date.now() - Date.parse(due ?? '')))
      observer.disconnect()
    }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
    return true
  })
}

/** By the clock of this machine, which is also the database's. */
async function untilStale(surface: Locator): Promise<{ lateMs: number }> {
  return await eventually('the page to turn', 20_000, async () => {
    const late = await surface.getAttribute('data-turned-late-ms')
    return late === null ? { seen: await surface.getByTestId('headline').first().innerText() } : { found: { lateMs: Number(late) } }
  })
}
