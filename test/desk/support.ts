import { createTokenSecret } from '../../src/access/grants.ts'
import type { Capability } from '../../src/access/actor.ts'
import type { Fixture, FixtureWorkspace } from '../support/fixture.ts'

export interface Person {
  /** Id of the user, as initiators and members are named by it. */
  readonly id: string
  readonly name: string
  readonly email: string
  /** A personal token: whoever shows it is that person. */
  readonly token: string
}

/** A member with a personal token, written as the superuser: the grant a signed-in person would have. */
export async function insertPerson(
  fixture: Fixture,
  workspace: FixtureWorkspace,
  name: string,
  grant: { readonly role?: string; readonly capabilities: readonly Capability[]; readonly tenants?: readonly string[] },
): Promise<Person> {
  const email = `${name.toLowerCase()}@${workspace.slug}.example`
  const tenantIds = (grant.tenants ?? []).map((slug) => workspace.tenants[slug] ?? 0)
  const all = grant.tenants === undefined
  const user = await fixture.owner.query<{ id: string }>(`insert into runtruth.users (email, name) values ($1, $2) returning id::text`, [
    email,
    name,
  ])
  const id = user.rows[0]?.id
  if (id === undefined) throw new Error('The person was not written.')
  await fixture.owner.query(
    `insert into runtruth.members (workspace_id, user_id, role, capabilities, all_tenants, tenant_ids) values ($1, $2, $3, $4, $5, $6)`,
    [workspace.id, id, grant.role ?? 'custom', grant.capabilities, all, tenantIds],
  )
  return { id, name, email, token: await insertPersonalToken(fixture, workspace, id, grant.capabilities) }
}

export async function insertPersonalToken(
  fixture: Fixture,
  workspace: FixtureWorkspace,
  userId: string,
  capabilities: readonly Capability[],
): Promise<string> {
  const { token, hash } = createTokenSecret()
  await fixture.owner.query(
    `insert into runtruth.tokens (workspace_id, name, hash, user_id, capabilities) values ($1, 'personal', $2, $3, $4)`,
    [workspace.id, hash, userId, capabilities],
  )
  return token
}
