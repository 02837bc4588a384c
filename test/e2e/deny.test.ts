import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { ROLES, SYSTEM } from '../../src/access/actor.ts'
import { setPlatformOperator } from '../../src/access/platform.ts'
import { upsertMember } from '../../src/access/sql/members.ts'
import { findChromium, WHY_SKIPPED } from './support/chromium.ts'
import { settled } from './support/settled.ts'
import { setStage, type Stage } from './support/stage.ts'

const MISSING = 'Not here'
const ACTIONS = /^(cancel|retry|reconcile|reveal|copy facts|start )/i

describe.skipIf(findChromium() === undefined)(`what is not one's own${WHY_SKIPPED}`, () => {
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    stage = await setStage()
    page = (await stage.window()).page
  })
  afterAll(async () => await stage?.close())

  it('another workspace, another workspace’s operation and one that does not exist are the same page, at every address', async () => {
    const { owner, globex } = stage.fixture
    const { rows } = await owner.query<{ id: string }>('select id::text from runtruth.operation_runs where workspace_id <> $1 limit 1', [
      globex.id,
    ])
    const id = rows[0]?.id ?? ''
    for (const workspace of ['globex', 'nowhere']) {
      for (const path of ['/operations', `/operations/${id}`, '/tenants/initech', '/inbox', '/settings', '/settings/webhooks']) {
        await page.goto(`${stage.url}/admin/workspaces/${workspace}${path}`)
        await page.getByRole('heading', { name: MISSING }).waitFor()
        expect([path, await page.locator('main').innerText()]).not.toContain('Globex')
      }
    }
    await page.goto(`${stage.url}/admin/workspaces/acme/operations/999999`)
    const missing = await mainOf(page)
    await stage.fixture.db.inWorkspace(globex.id, async (tx) => {
      await tx.rows(upsertMember(globex.id, Number(stage.owner.id), 'viewer', ROLES.viewer, null))
    })
    // A member of both, and still what belongs to one is not in the other.
    await page.goto(`${stage.url}/admin/workspaces/globex/operations/${id}`)
    expect(await mainOf(page)).toBe(missing)
  })

  it('a member who may only look is offered nothing to act with, on any page', async () => {
    const { acme, db } = stage.fixture
    await db.inWorkspace(acme.id, async (tx) => {
      await tx.rows(upsertMember(acme.id, Number(stage.owner.id), 'viewer', ROLES.viewer, null))
    })
    for (const picture of ['running fresh counted', 'running stale', 'running orphaned', 'failed'] as const) {
      await page.goto(`${stage.url}/admin/workspaces/acme/operations/${stage.ids[picture]}`)
      await page.getByTestId('headline').first().waitFor()
      expect([picture, await page.getByRole('button', { name: ACTIONS }).count()]).toEqual([picture, 0])
    }
    await page.goto(`${stage.url}/admin/workspaces/acme/tenants/contoso`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('button', { name: /^start|inventory sync/i }).count()).toBe(0)
    for (const path of ['/settings', '/settings/webhooks', `/settings/webhooks?webhook=${stage.webhooks.failing}`]) {
      await page.goto(`${stage.url}/admin/workspaces/acme${path}`)
      await page.getByRole('heading', { name: 'Not allowed' }).waitFor()
      expect([path, await page.getByRole('button', { name: /add|create|revoke|send|replace|remove/i }).count()]).toEqual([path, 0])
    }
  })

  it('a member of one tenant finds nothing of another: not on the hub, not by its address', async () => {
    const { acme, db, owner } = stage.fixture
    const contoso = acme.tenants['contoso'] ?? 0
    await db.inWorkspace(acme.id, async (tx) => {
      await tx.rows(upsertMember(acme.id, Number(stage.owner.id), 'viewer', ROLES.viewer, [contoso]))
    })
    const { rows } = await owner.query<{ id: string; own: boolean }>(
      'select id::text, tenant_id = $2 as own from runtruth.operation_runs where workspace_id = $1 order by id',
      [acme.id, contoso],
    )
    await page.goto(`${stage.url}/admin/workspaces/acme/operations`)
    await page.locator('[data-surface="hub-row"]').first().waitFor()
    const shown = await page
      .locator('[data-surface="hub-row"]')
      .evaluateAll((found) => found.map((row) => row.getAttribute('data-operation') ?? ''))
    expect(new Set(shown)).toEqual(new Set(rows.filter(({ own }) => own).map(({ id }) => id)))
    const foreign = rows.find(({ own }) => !own)?.id ?? ''
    await page.goto(`${stage.url}/admin/workspaces/acme/operations/${foreign}`)
    await page.getByRole('heading', { name: MISSING }).waitFor()
    await page.goto(`${stage.url}/admin/workspaces/acme/tenants/fabrikam`)
    expect(await page.locator('[data-surface="hint"]').count()).toBe(0)
  })

  it('who does not hold the platform plane finds nothing there: no operation, no queue, and no way to it', async () => {
    await setPlatformOperator(stage.fixture.db, SYSTEM, stage.owner.email, false)
    for (const show of ['', '?show=follow-up', '?show=queues']) {
      await page.goto(`${stage.url}/admin/system${show}`)
      await page.getByRole('heading', { name: MISSING }).waitFor()
      expect([show, await page.locator('main li').count()]).toEqual([show, 0])
    }
    await page.goto(`${stage.url}/admin/workspaces/acme/operations`)
    await page.locator('[data-surface="hub-row"]').first().waitFor()
    await settled(page)
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    expect(await page.getByText('Operations of all workspaces').count()).toBe(0)
  })
})

async function mainOf(page: Page): Promise<string> {
  await page.getByRole('heading', { name: MISSING }).waitFor()
  return await page.locator('main').innerText()
}
