import { ROLES } from '../access/actor.ts'
import { recordAct } from '../access/audit.ts'
import { findPlace, grantOfToken, scopeOf, type StoredGrant } from '../access/grants.ts'
import { upsertMember } from '../access/sql/members.ts'
import { insertUser, selectUser } from '../access/sql/people.ts'
import type { Database, Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { requireEmail } from './email.ts'
import { hashOf } from './password.ts'
import { insertInvitedPerson } from './sql/invitedPeople.ts'
import { insertFirstPassword, insertSignInUser } from './sql/passwords.ts'

export interface SetUp {
  /** A token of the workspace; `runtruth start` prints one. */
  readonly invitation: string
  readonly name: string
  readonly email: string
  readonly password: string
}

/**
 * Makes somebody an owner of the invitation's workspace, with a password to come back with: all of it or nothing. Throws
 * `unauthenticated`, `forbidden`, `invalid_input`, or `conflict` for an e-mail that an invitation cannot be used for. Answers the
 * slug of that workspace. Nobody has shown that the address is theirs, so what this opens is that workspace and no other.
 */
export async function setUp(db: Database, { invitation, name, email, password }: SetUp): Promise<string> {
  const held = await grantOfToken(db, invitation)
  if (!held)
    throw new RuntruthError(
      'unauthenticated',
      'This invitation is not valid: unknown, expired or revoked. Use the one that `runtruth start` printed last.',
    )
  requireOwnersReach(held.grant)
  requireEmail(email)
  const hash = await hashOf(password)
  const place = await findPlace(db, held.workspace)
  if (!place) throw notFound('workspace')
  const { id } = place.workspace
  await db.asSystem(async (tx) => {
    await tx.row(insertUser(email, name))
    const user = await tx.row(selectUser(email))
    await tx.row(insertSignInUser(email, name))
    // One answer for all that stands in the way: who may invite here learns nothing of other workspaces.
    if (!user || !(await tx.row(insertFirstPassword(id, email, hash))))
      throw new RuntruthError(
        'conflict',
        `The e-mail ${email} is in use here already. Sign in with it, or ask whoever runs this installation for a password: runtruth user password`,
      )
    await tx.rows(insertInvitedPerson(user.id, id))
    await enterWorkspace(tx, id)
    await tx.row(upsertMember(id, user.id, 'owner', ROLES.owner, null))
    await recordAct(tx, scopeOf(place, held.grant), 'member_granted', { user: String(user.id), name, email, role: 'owner', tenants: [] })
  })
  return place.workspace.slug
}

/** Nobody gives what they do not hold. */
function requireOwnersReach({ principal, capabilities, tenantIds }: StoredGrant): void {
  const missing = ['members.manage' as const, ...ROLES.owner].find((capability) => !capabilities.has(capability))
  if (missing !== undefined)
    throw new RuntruthError(
      'forbidden',
      `To invite an owner needs the capability ${missing}, which ${principal.name} does not hold in this workspace. Use the token that \`runtruth start\` printed.`,
      { capability: missing },
    )
  if (tenantIds !== 'all')
    throw new RuntruthError(
      'forbidden',
      `To invite an owner needs every tenant of the workspace, and ${principal.name} reaches some of them only.`,
    )
}

/** Users belong to no workspace and members to one: two roles write them, and one transaction holds both. */
async function enterWorkspace(tx: Tx, workspaceId: number): Promise<void> {
  await tx.execute(`set local role runtruth_app; set local runtruth.workspace_id = '${workspaceId}'`)
}
