import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertEventHistory } from '../support/factories.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'

/** Of one operation: more than two pages of what the API tells at once. */
const PHASES = 450
describe.skipIf(findChromium() === undefined)(`a long history${WHY_SKIPPED}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await setStage()
    const { fixture, ids } = stage
    await insertEventHistory(fixture.owner, [ids.succeeded], 'phase', PHASES)
  })
  afterAll(async () => await stage?.close())

  it('begins at its end and is read backwards to its beginning, where nothing more is offered', async () => {
    const { page } = await stage.window()
    await page.goto(`${stage.url}/admin/workspaces/acme/operations/${stage.ids.succeeded}`)
    const events = page.locator('[data-event]:visible')
    const earlier = page.getByRole('button', { name: /^Show (\d+ )?earlier$/ })
    await earlier.waitFor()
    let shown = await events.count()
    while ((await earlier.count()) > 0) {
      await earlier.click()
      await expect.poll(async () => (await events.count()) > shown, { timeout: 10_000 }).toBe(true)
      const now = await events.count()
      expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
      shown = now
    }
    const { rows } = await stage.fixture.owner.query<{ count: number }>(
      'select count(*)::int as count from runtruth.operation_events where run_id = $1',
      [stage.ids.succeeded],
    )
    expect(shown).toBe(rows[0]?.count)
  })
})
