import pg from 'pg'
import { CAPABILITIES, ROLES, type Capability, type Principal } from '../../src/access/actor.ts'
import { createTokenSecret, findPlace, scopeOf, type Place } from '../../src/access/grants.ts'
import type { Scope } from '../../src/access/scope.ts'
import { upsertMember } from '../../src/access/sql/members.ts'
import { insertToken, insertUser } from '../../src/access/sql/people.ts'
import { insertTenant, insertWorkspace } from '../../src/access/sql/places.ts'
import { composeServices } from '../../src/app/composeServices.ts'
import type { Database } from '../../src/db/database.ts'
import { silentLog } from '../../src/log.ts'
import type { SignIn } from '../../src/signin/openSignIn.ts'
import type { SignInSettings } from '../../src/signin/settings.ts'
import type { OperationDefinition } from '../../src/work/defineOperation.ts'
import type { Services } from '../../src/work/services.ts'
import { createTestDatabase, type TestDatabase } from './testDatabase.ts'

export interface FixtureWorkspace {
  readonly id: number
  readonly slug: string
  readonly tenants: Readonly<Record<string, number>>
  /** An owner by e-mail membership, user kind. */
  readonly owner: Principal
  /** A bearer token with every capability and all tenants. */
  readonly token: string
}

export interface Fixture {
  readonly url: string
  readonly services: Services
  /** How people sign in; give it to `openApi` for the routes. Connects when first used. */
  readonly signIn: SignIn
  readonly db: Database
  /** The superuser's pool: builds histories and looks behind the walls. Never what the product uses. */
  readonly owner: pg.Pool
  /** acme with tenants contoso and fabrikam; globex with tenant initech. */
  readonly acme: FixtureWorkspace
  readonly globex: FixtureWorkspace
  /** Every statement a verb has sent since the last `statements.length = 0`. */
  readonly statements: string[]
  place(slug: string): Promise<Place>
  /** A scope in a workspace; everything by default. */
  scope(
    slug: string,
    grant?: { capabilities?: readonly Capability[]; tenants?: 'all' | readonly string[]; principal?: Principal },
  ): Promise<Scope>
  /** A token that holds exactly this. */
  tokenWith(workspace: FixtureWorkspace, grant: { capabilities: readonly Capability[]; tenants?: readonly string[] }): Promise<string>
  close(): Promise<void>
}

/** A migrated database of its own with two workspaces that must never see each other, and the product's services on it. */
export async function createFixture(
  options: {
    operations?: readonly OperationDefinition[]
    signIn?: Partial<SignInSettings>
    /** A migrated, empty database on a server of the test's own; default: a clone of the template. */
    database?: Pick<TestDatabase, 'url' | 'drop'>
  } = {},
): Promise<Fixture> {
  const database = options.database ?? (await createTestDatabase())
  const statements: string[] = []
  const composition = composeServices({
    url: database.url,
    operations: options.operations ?? [],
    log: silentLog,
    applicationName: 'fixture',
    signIn: { secret: 'a secret of the tests, long enough', ...options.signIn },
    onStatement: (text) => statements.push(text),
  })
  const { services, signIn } = composition
  if (!signIn) throw new Error('The fixture is stand-alone and has no sign-in.')
  const { db } = services
  const owner = new pg.Pool({ connectionString: database.url, max: 4, application_name: 'fixture owner' })
  owner.on('error', () => {})
  const acme = await addWorkspace(db, 'acme', ['contoso', 'fabrikam'], 'dana')
  const globex = await addWorkspace(db, 'globex', ['initech'], 'hank')

  async function place(slug: string): Promise<Place> {
    const found = await findPlace(db, slug)
    if (!found) throw new Error(`The fixture has no workspace ${slug}.`)
    return found
  }

  return {
    url: database.url,
    services,
    signIn,
    db,
    owner,
    acme,
    globex,
    statements,
    place,
    scope: async (slug, grant = {}) =>
      scopeOf(await place(slug), {
        principal: grant.principal ?? (slug === 'acme' ? acme.owner : globex.owner),
        capabilities: new Set(grant.capabilities ?? CAPABILITIES),
        tenants: grant.tenants === undefined || grant.tenants === 'all' ? 'all' : new Set(grant.tenants),
      }),
    tokenWith: async (workspace, { capabilities, tenants }) => {
      const tenantIds = tenants === undefined ? null : tenants.map((slug) => workspace.tenants[slug] ?? 0)
      return await addToken(db, workspace.id, capabilities, tenantIds)
    },
    close: async () => {
      await composition.close()
      await owner.end()
      await database.drop()
    },
  }
}

async function addWorkspace(db: Database, slug: string, tenantSlugs: readonly string[], person: string): Promise<FixtureWorkspace> {
  const { workspace, user } = await db.asSystem(async (tx) => ({
    workspace: await tx.row(insertWorkspace(slug, slug.toUpperCase())),
    user: await tx.row(insertUser(`${person}@${slug}.example`, person)),
  }))
  if (!workspace || !user) throw new Error(`The workspace ${slug} exists already.`)
  const tenants: Record<string, number> = {}
  await db.inWorkspace(workspace.id, async (tx) => {
    for (const tenantSlug of tenantSlugs) {
      const tenant = await tx.row(insertTenant(workspace.id, tenantSlug, tenantSlug))
      if (tenant) tenants[tenantSlug] = tenant.id
    }
    await tx.row(upsertMember(workspace.id, user.id, 'owner', ROLES.owner, null))
  })
  const token = await addToken(db, workspace.id, CAPABILITIES, null)
  return { id: workspace.id, slug, tenants, token, owner: { kind: 'user', id: String(user.id), name: person } }
}

async function addToken(
  db: Database,
  workspaceId: number,
  capabilities: readonly Capability[],
  tenantIds: readonly number[] | null,
): Promise<string> {
  const { token, hash } = createTokenSecret()
  await db.inWorkspace(workspaceId, async (tx) => {
    await tx.row(insertToken(workspaceId, { name: 'test token', hash, userId: null, capabilities, tenantIds, expiresInDays: null }))
  })
  return token
}
