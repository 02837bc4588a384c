import { CAPABILITIES, isCapability, ROLES, type Capability, type Role } from '../access/actor.ts'
import { createTokenSecret, tenantInScope, type Place } from '../access/grants.ts'
import { requireCapability, type Scope } from '../access/scope.ts'
import { insertToken, insertUser, revokeToken, selectUser, upsertMember, type UserRow } from '../access/sql/people.ts'
import { insertTenant, insertWorkspace, type TenantRow, type WorkspaceRow } from '../access/sql/places.ts'
import type { Database } from '../db/database.ts'
import { violatedConstraint } from '../db/databaseErrors.ts'
import { RuntruthError } from '../errors.ts'

/** Across workspaces: the operator's own act, never a token's. */
export async function addWorkspace(db: Database, slug: string, name: string): Promise<WorkspaceRow> {
  const added = await named('workspace', slug, async () => await db.asSystem(async (tx) => await tx.row(insertWorkspace(slug, name))))
  if (!added) throw new RuntruthError('conflict', `There is already a workspace ${slug}. Choose another name for the new one.`, { slug })
  return added
}

export async function addTenant(db: Database, scope: Scope, slug: string, name: string): Promise<TenantRow> {
  requireCapability(scope, 'members.manage')
  requireAllTenants(scope)
  const workspaceId = scope.workspace.id
  const added = await named(
    'tenant',
    slug,
    async () => await db.inWorkspace(workspaceId, async (tx) => await tx.row(insertTenant(workspaceId, slug, name))),
  )
  if (!added)
    throw new RuntruthError(
      'conflict',
      `Workspace ${scope.workspace.slug} already has a tenant ${slug}. Choose another name for the new one.`,
      { slug },
    )
  return added
}

/** People exist once for all workspaces; membership is what gives them anything. */
export async function addUser(db: Database, email: string, name: string): Promise<UserRow> {
  if (!/^[^@\s]+@[^@\s]+$/.test(email))
    throw new RuntruthError('invalid_input', `${JSON.stringify(email)} is not an e-mail address. Expected one like dana@example.com.`)
  const added = await db.asSystem(async (tx) => await tx.row(insertUser(email, name)))
  if (!added)
    throw new RuntruthError('conflict', `There is already a user ${email}. Give them a membership with: runtruth member add`, { email })
  return added
}

export interface Reach {
  /** Slugs; none means every tenant, also those added later. */
  readonly tenants: readonly string[]
}

/** Adds a member, or changes the role of one. Nobody gives what they do not hold themselves. */
export async function addMember(db: Database, place: Place, scope: Scope, email: string, role: Role, { tenants }: Reach): Promise<UserRow> {
  requireCapability(scope, 'members.manage')
  requireHeld(scope, ROLES[role])
  const tenantIds = reachOf(place, scope, tenants)
  const user = await db.asSystem(async (tx) => await tx.row(selectUser(email)))
  if (!user)
    throw new RuntruthError('not_found', `There is no user ${email}. Add them first: runtruth user add --email ${email} --name NAME`)
  await db.inWorkspace(
    place.workspace.id,
    async (tx) => await tx.row(upsertMember(place.workspace.id, user.id, role, ROLES[role], tenantIds)),
  )
  return user
}

export interface TokenRequest extends Reach {
  readonly name: string
  readonly capabilities: readonly Capability[]
  /** E-mail of the member it belongs to; it then never reaches further than that member does. */
  readonly user?: string
  readonly expiresInDays?: number
}

/** The secret is answered here and never again: only its digest is kept. */
export async function createToken(db: Database, place: Place, scope: Scope, request: TokenRequest): Promise<{ id: number; token: string }> {
  requireCapability(scope, 'tokens.manage')
  requireHeld(scope, request.capabilities)
  const tenantIds = reachOf(place, scope, request.tenants)
  const { user: email } = request
  const user = email === undefined ? undefined : await db.asSystem(async (tx) => await tx.row(selectUser(email)))
  const notMember = new RuntruthError(
    'not_found',
    `${email ?? ''} is no member of workspace ${place.workspace.slug}. Add them first: runtruth member add`,
  )
  if (email !== undefined && !user) throw notMember
  const { token, hash } = createTokenSecret()
  const { name, capabilities } = request
  const row = await db
    .inWorkspace(
      place.workspace.id,
      async (tx) =>
        await tx.row(
          insertToken(place.workspace.id, {
            name,
            hash,
            userId: user?.id ?? null,
            capabilities,
            tenantIds,
            expiresInDays: request.expiresInDays ?? null,
          }),
        ),
    )
    .catch((error: unknown) => {
      throw violatedConstraint(error) === 'a_personal_token_belongs_to_a_member' ? notMember : error
    })
  if (!row) throw new RuntruthError('internal', 'The token was not stored. Nothing was changed; try again.')
  return { id: row.id, token }
}

/** At once, for every process. */
export async function revokeTokenById(db: Database, scope: Scope, id: number): Promise<void> {
  requireCapability(scope, 'tokens.manage')
  const row = await db.inWorkspace(scope.workspace.id, async (tx) => await tx.row(revokeToken(scope.workspace.id, id)))
  if (!row)
    throw new RuntruthError(
      'not_found',
      `There is no valid token ${id} in workspace ${scope.workspace.slug}. It may have been revoked before.`,
    )
}

/** Names separated by commas; "all" for everything. Throws `invalid_input` naming the unknown one. */
export function readCapabilities(text: string): readonly Capability[] {
  if (text === 'all') return CAPABILITIES
  return text.split(',').map((part) => {
    const capability = part.trim()
    if (isCapability(capability)) return capability
    throw new RuntruthError(
      'invalid_input',
      `${JSON.stringify(capability)} is not a capability. Expected "all" or some of ${CAPABILITIES.join(', ')}.`,
    )
  })
}

function requireHeld(scope: Scope, capabilities: readonly Capability[]): void {
  for (const capability of capabilities) requireCapability(scope, capability)
}

function requireAllTenants(scope: Scope): void {
  if (scope.tenants === 'all') return
  throw new RuntruthError(
    'forbidden',
    `This concerns every tenant of the workspace, and ${scope.principal.name} reaches some of them only. Ask an owner.`,
  )
}

function reachOf(place: Place, scope: Scope, slugs: readonly string[]): number[] | null {
  if (slugs.length === 0) {
    requireAllTenants(scope)
    return null
  }
  return slugs.flatMap((slug) => tenantInScope(place, scope, slug)?.id ?? [])
}

async function named<T>(what: string, slug: string, add: () => Promise<T>): Promise<T> {
  try {
    return await add()
  } catch (error) {
    if (violatedConstraint(error)?.includes('slug_is_lower_case') !== true) throw error
    throw new RuntruthError(
      'invalid_input',
      `${JSON.stringify(slug)} cannot name a ${what}. Expected 1 to 63 lower-case letters, digits or dashes, with a letter or digit at both ends.`,
    )
  }
}
