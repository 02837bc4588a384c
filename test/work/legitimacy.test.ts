import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Capability, Principal } from '../../src/access/actor.ts'
import { updateMemberState, upsertMember } from '../../src/access/sql/members.ts'
import { updateTenantState } from '../../src/access/sql/places.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import type { RunningWorker } from '../../src/work/runWorker.ts'
import { createBench, type WorkBench } from './support.ts'

const executed: string[] = []
const operations = [
  defineOperation({
    type: 'test.touch',
    label: 'Touch',
    requires: 'operations.start',
    run: async ({ operationId }) => {
      executed.push(operationId)
    },
  }),
]

let bench: WorkBench
let worker: RunningWorker | undefined

beforeAll(async () => {
  bench = await createBench(operations)
})
afterAll(async () => await bench.close())

/** Started while allowed, then the world changes, and only then a worker comes by. */
async function afterwards(
  options: { principal?: Principal; tenant?: string | null; slug?: 'acme' | 'globex' },
  change: () => Promise<unknown>,
): Promise<{ id: string; run: Awaited<ReturnType<WorkBench['ended']>> }> {
  await worker?.stop()
  const { slug = 'acme', tenant = 'contoso' } = options
  const scope = await bench.scope(slug, options.principal ? { principal: options.principal } : {})
  const id = await bench.start({ type: 'test.touch', tenant }, scope)
  await change()
  worker = await bench.worker()
  return { id, run: await bench.ended(id) }
}

async function expectBlocked({ id, run }: Awaited<ReturnType<typeof afterwards>>, code: string, words: string) {
  expect(run).toMatchObject({ outcome: 'blocked', attempt: 0, startedAt: null, lease: null, jobState: 'cancelled', failure: { code } })
  expect(run.failure?.message).toContain(words)
  expect(executed).not.toContain(id)
  expect((await bench.events(id)).map((event) => event.kind)).toEqual(['queued', 'blocked'])
}

async function insertMember(
  name: string,
  capabilities: readonly Capability[],
  tenantIds: readonly number[] | null = null,
): Promise<Principal> {
  const { rows } = await bench.owner.query(`insert into runtruth.users (email, name) values ($1, $2) returning id`, [
    `${name}@acme.example`,
    name,
  ])
  const id: number = rows[0].id
  await grant(id, capabilities, tenantIds)
  return { kind: 'user', id: String(id), name }
}

const grant = async (id: number, capabilities: readonly Capability[], tenantIds: readonly number[] | null = null) =>
  await bench.db.inWorkspace(
    bench.acme.id,
    async (tx) => await tx.row(upsertMember(bench.acme.id, id, 'operator', capabilities, tenantIds)),
  )

describe('at pick-up an operation is refused as blocked, before its handler is called,', () => {
  it('when its initiator is no longer a member', async () => {
    const erin = await insertMember('Erin', ['operations.start'])
    const revoke = async () =>
      await bench.db.inWorkspace(bench.acme.id, async (tx) => await tx.row(updateMemberState(bench.acme.id, Number(erin.id), 'revoked')))
    await expectBlocked(await afterwards({ principal: erin }, revoke), 'initiator_revoked', 'Erin no longer has access')
  })

  it('when its initiator no longer holds the capability it asks for', async () => {
    const finn = await insertMember('Finn', ['operations.start', 'operations.view'])
    const demote = async () => await grant(Number(finn.id), ['operations.view'])
    await expectBlocked(await afterwards({ principal: finn }, demote), 'capability_missing', 'operations.start')
  })

  it('when its initiator no longer reaches its tenant', async () => {
    const gwen = await insertMember('Gwen', ['operations.start'])
    const confine = async () => await grant(Number(gwen.id), ['operations.start'], [bench.acme.tenants['fabrikam'] ?? 0])
    await expectBlocked(await afterwards({ principal: gwen }, confine), 'tenant_out_of_reach', 'contoso')
  })

  it('when it concerns the workspace as a whole and its initiator reaches named tenants only', async () => {
    const hugo = await insertMember('Hugo', ['operations.start'])
    const confine = async () => await grant(Number(hugo.id), ['operations.start'], [bench.acme.tenants['contoso'] ?? 0])
    await expectBlocked(await afterwards({ principal: hugo, tenant: null }, confine), 'tenant_out_of_reach', 'workspace as a whole')
  })

  it('when the token that started it was revoked', async () => {
    await bench.tokenWith(bench.acme, { capabilities: ['operations.start'] })
    const { rows } = await bench.owner.query(`select max(id) as id from runtruth.tokens where workspace_id = $1`, [bench.acme.id])
    const token: Principal = { kind: 'token', id: String(rows[0].id), name: 'deploy' }
    const revoke = async () => await bench.owner.query(`update runtruth.tokens set revoked_at = now() where id = $1`, [rows[0].id])
    await expectBlocked(await afterwards({ principal: token }, revoke), 'initiator_revoked', 'deploy no longer has access')
  })

  it('when its tenant was suspended, also under system authority', async () => {
    const suspend = async () =>
      await bench.db.inWorkspace(bench.acme.id, async (tx) => await tx.row(updateTenantState(bench.acme.id, 'contoso', 'suspended')))
    const system: Principal = { kind: 'system', id: null, name: 'System' }
    await expectBlocked(await afterwards({ principal: system }, suspend), 'tenant_suspended', 'Tenant contoso was suspended')
    await bench.db.inWorkspace(bench.acme.id, async (tx) => await tx.row(updateTenantState(bench.acme.id, 'contoso', 'operable')))
  })

  it('when its workspace was suspended', async () => {
    const suspend = async () => await bench.owner.query(`update runtruth.workspaces set state = 'suspended' where slug = 'globex'`)
    await expectBlocked(
      await afterwards({ slug: 'globex', tenant: 'initech' }, suspend),
      'workspace_suspended',
      'Workspace globex was suspended',
    )
  })
})

describe('at pick-up an operation is executed', () => {
  it('when everything still holds, whoever started it', async () => {
    for (const principal of [bench.acme.owner, { kind: 'system', id: null, name: 'System' } as const]) {
      const { id, run } = await afterwards({ principal }, async () => {})
      expect(run.outcome).toBe('succeeded')
      expect(executed).toContain(id)
    }
  })
})
