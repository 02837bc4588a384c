import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { upsertMember } from '../../src/access/sql/members.ts'
import { ROLES } from '../../src/access/actor.ts'
import { eventually } from '../support/eventually.ts'
import { hangOne, PICTURES, type Picture } from './gallery.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'
import { hint, hubRow, hubTop, inbox, look, operationPage, violations, type Shown } from './support/surfaces.ts'

/** Every state on every surface, against the verdict the API gives at that moment. */
describe.skipIf(findChromium() === undefined)(`every surface says what the API says${WHY_SKIPPED}`, () => {
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    stage = await setStage()
    const { db, globex } = stage.fixture
    await db.inWorkspace(globex.id, async (tx) => {
      await tx.rows(upsertMember(globex.id, Number(stage.owner.id), 'owner', ROLES.owner, null))
    })
    page = (await stage.window()).page
  })
  afterAll(async () => await stage?.close())

  it.each(Object.keys(PICTURES) as Picture[])('%s', async (picture) => {
    const { owner, globex } = stage.fixture
    // Alone in its workspace, so that it is the most urgent one and among the three of the hint.
    await owner.query('delete from runtruth.operation_runs where workspace_id = $1', [globex.id])
    const id = await hangOne(owner, globex, picture, stage.owner.id)
    const at = `${stage.url}/admin/workspaces/globex`
    const seen: Record<string, Shown> = {}
    await page.goto(`${at}/operations`)
    seen['hub row'] = await look(hubRow(page, id))
    const told = await operation(id)
    if (told.verdict.problem !== 'none') seen['hub top'] = await look(hubTop(page))
    await page.goto(`${at}/operations/${id}`)
    seen['operation page'] = await look(operationPage(page))
    await page.goto(`${at}/tenants/initech`)
    if (told.status !== 'completed' || told.verdict.problem !== 'none') seen.hint = await look(hint(page, id))
    if (told.status === 'completed') {
      await page.goto(`${at}/inbox`)
      seen.inbox = await look(inbox(page, id))
    }
    for (const [surface, shown] of Object.entries(seen)) {
      expect([surface, shown.headline]).toEqual([surface, told.verdict.headline])
      if (shown.guidance !== null) expect([surface, ageless(shown.guidance)]).toEqual([surface, ageless(told.verdict.guidance)])
      expect([surface, violations(shown, told.verdict.freshness, told.verdict.lifecycle)]).toEqual([surface, []])
    }
  })

  async function operation(id: string): Promise<WireOperation> {
    return await eventually('the API to answer', 10_000, async () => {
      const response = await fetch(`${stage.url}/api/v1/workspaces/globex/operations/${id}`, {
        headers: { authorization: `Bearer ${stage.fixture.globex.token}` },
      })
      // The shape is the API's promise and has its tests.
      return response.ok ? { found: (await response.json()) as WireOperation } : { seen: String(response.status) }
    })
  }
})

/** Two looks a second apart differ in their ages, and in nothing else. */
function ageless(text: string): string {
  return text.replaceAll(/\d[\d,.]*/g, 'N')
}
