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

/** How late the page was, by the clock of this machine, which is also the database's. */
async function untilStale(surface: Locator): Promise<{ lateMs: number }> {
  let dueMs = Number.NaN
  return await eventually(
    'the page to turn',
    20_000,
    async () => {
      const headline = await surface.getByTestId('headline').first().innerText()
      if (headline === 'Likely stale') return { found: { lateMs: Date.now() - dueMs } }
      dueMs = await nextChangeOf(surface)
      return { seen: `${headline}, due ${new Date(dueMs).toISOString()}` }
    },
    20,
  )
}
