import { hash, randomBytes } from 'node:crypto'
import type { Database, Tx } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import { CAPABILITIES, isCapability, type Capability, type Grant, type Principal } from './actor.ts'
import type { Scope } from './scope.ts'
import { selectActiveMember, selectTokenByHash, selectTokenById, type MemberRow, type TokenRow } from './sql/people.ts'
import { selectTenants, selectWorkspace, type TenantRow, type WorkspaceRow } from './sql/places.ts'

const TOKEN_PREFIX = 'rt_'

/** A fresh token and the only thing of it that is kept. */
export function createTokenSecret(): { token: string; hash: Buffer } {
  const token = TOKEN_PREFIX + randomBytes(24).toString('base64url')
  return { token, hash: hashToken(token) }
}

function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

/** A grant with tenants by id, as the database keeps them. */
export interface StoredGrant {
  readonly principal: Principal
  readonly capabilities: ReadonlySet<Capability>
  readonly tenantIds: 'all' | readonly number[]
}

/** What a bearer token grants, and where; undefined when it is unknown, expired, revoked or its member is gone. */
export async function grantOfToken(db: Database, token: string): Promise<{ workspace: string; grant: StoredGrant } | undefined> {
  if (!token.startsWith(TOKEN_PREFIX)) return undefined
  const row = await db.asSystem(async (tx) => await tx.row(selectTokenByHash(hashToken(token))), { commits: 'with_statements' })
  return row && { workspace: row.workspace, grant: tokenGrant(row) }
}

/** What a principal that started an operation holds *now*; undefined when it no longer exists or is no longer active. */
export async function currentGrant(tx: Tx, workspaceId: number, principal: Principal): Promise<StoredGrant | undefined> {
  if (principal.kind === 'system') return { principal, capabilities: new Set(CAPABILITIES), tenantIds: 'all' }
  if (principal.id === null) return undefined
  if (principal.kind === 'token') {
    const row = await tx.row(selectTokenById(workspaceId, principal.id))
    return row && tokenGrant(row)
  }
  const member = await tx.row(selectActiveMember(workspaceId, principal.id))
  return member && { principal, ...held(member) }
}

/** What a member holds, under their own name. */
export function memberGrant(row: MemberRow): StoredGrant {
  return { principal: { kind: 'user', id: String(row.userId), name: row.name }, ...held(row) }
}

function tokenGrant(row: TokenRow): StoredGrant {
  const principal: Principal =
    row.userId === null
      ? { kind: 'token', id: String(row.id), name: row.name }
      : { kind: 'user', id: String(row.userId), name: row.userName ?? row.name }
  return { principal, ...held(row) }
}

function held(row: Pick<MemberRow, 'capabilities' | 'allTenants' | 'tenantIds'>): Omit<StoredGrant, 'principal'> {
  return { capabilities: new Set(row.capabilities.filter(isCapability)), tenantIds: row.allTenants ? 'all' : row.tenantIds }
}

export interface Place {
  readonly workspace: WorkspaceRow
  readonly tenants: readonly TenantRow[]
}

/** A workspace with its tenants; undefined when there is none of that name. */
export async function findPlace(db: Database, slug: string): Promise<Place | undefined> {
  return await db.asSystem(async (tx) => {
    const workspace = await tx.row(selectWorkspace(slug))
    return workspace && { workspace, tenants: await tx.rows(selectTenants(workspace.id)) }
  })
}

/** What the ledger's verbs are called with. Tenants of the grant that do not exist here reach nothing. */
export function scopeOf(place: Place, grant: StoredGrant | Grant): Scope {
  const { workspace, tenants } = place
  const within = (tenant: TenantRow): boolean => {
    if ('tenantIds' in grant) return grant.tenantIds === 'all' || grant.tenantIds.includes(tenant.id)
    return grant.tenants === 'all' || grant.tenants.has(tenant.slug)
  }
  const all = 'tenantIds' in grant ? grant.tenantIds === 'all' : grant.tenants === 'all'
  return {
    workspace: { id: workspace.id, slug: workspace.slug },
    principal: grant.principal,
    capabilities: grant.capabilities,
    tenants: all ? 'all' : new Map(tenants.filter(within).map((tenant) => [tenant.id, tenant.slug])),
  }
}

/** The tenant a caller names, if it is within reach; the refusal does not tell a missing tenant from one out of reach. */
export function tenantInScope(place: Place, scope: Scope, slug: string | null | undefined): TenantRow | null {
  if (slug === null || slug === undefined || slug === '') return null
  const tenant = place.tenants.find((candidate) => candidate.slug === slug)
  if (!tenant || (scope.tenants !== 'all' && !scope.tenants.has(tenant.id))) {
    throw new RuntruthError('not_found', 'No such tenant here. Check its name and the workspace.')
  }
  return tenant
}

/** Work under the system's own authority: workers, schedules, the reconciler. */
export function systemScope(workspace: { id: number; slug: string }, principal: Principal): Scope {
  return { workspace, principal, capabilities: new Set(CAPABILITIES), tenants: 'all' }
}
