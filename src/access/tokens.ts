import type { Database, Tx } from '../db/database.ts'
import { violatedConstraint } from '../db/databaseErrors.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { CAPABILITIES, isCapability, type Capability } from './actor.ts'
import { recordAct } from './audit.ts'
import { beyond, giverOf, known, reachOf, requireHeld } from './giving.ts'
import { createTokenSecret, type Place } from './grants.ts'
import { requireCapability, tenantIdsInReach, type Scope } from './scope.ts'
import { insertToken, selectUser } from './sql/people.ts'
import { revokeToken, selectTokens, type TokenEntryRow } from './sql/tokens.ts'

export interface Token {
  readonly id: string
  readonly name: string
  readonly capabilities: readonly Capability[]
  /** Slugs, as far as the reader reaches; null: all of them. */
  readonly tenants: readonly string[] | null
  /** Name of the member it belongs to. */
  readonly owner: string | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

export interface TokenRequest {
  readonly name: string
  readonly capabilities: readonly Capability[]
  /** Slugs; null: every tenant, also those added later. */
  readonly tenants: readonly string[] | null
  /** E-mail of the member it belongs to; it then never reaches further than that member does. */
  readonly user?: string
  readonly expiresInDays?: number | undefined
}

/** Newest first, with those that are of no use any more. */
export async function listTokens(tx: Tx, scope: Scope): Promise<Token[]> {
  requireCapability(scope, 'tokens.manage')
  return (await tx.rows(selectTokens(scope.workspace.id, tenantIdsInReach(scope)))).map(tokenOf)
}

/** The secret is answered here and never again: only its digest is kept. */
export async function createToken(
  db: Database,
  place: Place,
  scope: Scope,
  request: TokenRequest,
): Promise<{ readonly token: Token; readonly secret: string }> {
  requireCapability(scope, 'tokens.manage')
  requireHeld(scope, request.capabilities)
  const tenantIds = reachOf(place, scope, request.tenants)
  const { name, capabilities, user: email, expiresInDays = null } = request
  const workspaceId = scope.workspace.id
  const user = email === undefined ? undefined : await db.asSystem(async (tx) => await tx.row(selectUser(email)))
  const notMember = new RuntruthError(
    'not_found',
    `${email ?? ''} is no member of workspace ${scope.workspace.slug}. Add them first: runtruth member add`,
  )
  if (email !== undefined && !user) throw notMember
  const { token: secret, hash } = createTokenSecret()
  const token = await db
    .inWorkspace(workspaceId, async (tx) => {
      const row = await tx.row(insertToken(workspaceId, { name, hash, userId: user?.id ?? null, capabilities, tenantIds, expiresInDays }))
      const made = row && (await tx.row(selectTokens(workspaceId, tenantIdsInReach(scope), row.id)))
      if (!made) throw new RuntruthError('internal', 'The token was not stored. Nothing was changed; try again.')
      await recordAct(tx, scope, 'token_created', {
        token: String(made.id),
        name,
        capabilities,
        tenants: request.tenants,
        owner: made.owner,
        expiresAt: made.expiresAt?.toISOString() ?? null,
      })
      return tokenOf(made)
    })
    .catch((error: unknown) => {
      throw violatedConstraint(error) === 'a_personal_token_belongs_to_a_member' ? notMember : error
    })
  return { token, secret }
}

/** At once, for every process; done before, it is only answered. */
export async function revokeTokenById(db: Database, scope: Scope, id: string): Promise<Token> {
  requireCapability(scope, 'tokens.manage')
  const tokenId = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : null
  if (tokenId === null) throw notFound('token')
  const workspaceId = scope.workspace.id
  return await db.inWorkspace(workspaceId, async (tx) => {
    const revoked = await tx.row(revokeToken(workspaceId, tokenId, giverOf(scope)))
    if (revoked) await recordAct(tx, scope, 'token_revoked', { token: id, name: revoked.name })
    const row = await tx.row(selectTokens(workspaceId, tenantIdsInReach(scope), tokenId))
    if (!row) throw notFound('token')
    if (row.revokedAt === null) throw beyond(scope, `The token ${row.name}`)
    return tokenOf(row)
  })
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

function tokenOf(row: TokenEntryRow): Token {
  return { ...row, id: String(row.id), capabilities: known(row.capabilities) }
}
