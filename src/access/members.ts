import type { Database, Tx } from '../db/database.ts'
import { violatedConstraint } from '../db/databaseErrors.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { ROLES, type Capability, type Role } from './actor.ts'
import { recordAct } from './audit.ts'
import { beyond, giverOf, known, reachOf, requireHeld } from './giving.ts'
import type { Place } from './grants.ts'
import { requireCapability, tenantIdsInReach, type Scope } from './scope.ts'
import { selectMembers, selectSameMember, updateMemberState, upsertMember, type MemberEntryRow } from './sql/members.ts'
import { insertUser, selectUser, type UserRow } from './sql/people.ts'

export interface Member {
  /** Of the user, as initiators of operations name it. */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly capabilities: readonly Capability[]
  /** Slugs, as far as the reader reaches; null: all of them. */
  readonly tenants: readonly string[] | null
  readonly active: boolean
}

/** People exist once for all workspaces; membership is what gives them anything. */
export async function addUser(db: Database, email: string, name: string): Promise<UserRow> {
  requireEmailShape(email)
  const added = await db.asSystem(async (tx) => await tx.row(insertUser(email, name)))
  if (!added)
    throw new RuntruthError('conflict', `There is already a user ${email}. Give them a membership with: runtruth member add`, { email })
  return added
}

export async function listMembers(tx: Tx, scope: Scope): Promise<Member[]> {
  requireCapability(scope, 'members.manage')
  return (await tx.rows(selectMembers(scope.workspace.id, tenantIdsInReach(scope)))).map(memberOf)
}

export interface MemberRequest {
  readonly email: string
  /** Needed when nobody has this address yet. */
  readonly name?: string | undefined
  readonly role: Role
  /** Slugs; null: every tenant, also those added later. */
  readonly tenants: readonly string[] | null
}

/**
 * Adds a member, or changes the role and reach of one. Nobody gives what they do not hold themselves, changes somebody who
 * holds more, or changes themselves; and a workspace that has an owner keeps one.
 */
export async function addMember(db: Database, place: Place, scope: Scope, request: MemberRequest): Promise<Member> {
  requireCapability(scope, 'members.manage')
  const { role } = request
  requireHeld(scope, ROLES[role])
  const tenantIds = reachOf(place, scope, request.tenants)
  const user = await userWith(db, request)
  requireSomebodyElse(scope, user.id)
  return await keepingAnOwner(
    scope,
    async () =>
      await db.inWorkspace(scope.workspace.id, async (tx) => {
        const wanted = [scope.workspace.id, user.id, role, ROLES[role], tenantIds] as const
        if (await tx.row(upsertMember(...wanted, giverOf(scope)))) {
          const { name, email } = user
          await recordAct(tx, scope, 'member_granted', { user: String(user.id), name, email, role, tenants: request.tenants })
        } else if (!(await tx.row(selectSameMember(...wanted)))) throw beyond(scope, user.name)
        return await member(tx, scope, user.id)
      }),
  )
}

/** Takes everything back at once, for every process; done before, it is only answered. */
export async function revokeMember(db: Database, scope: Scope, id: string): Promise<Member> {
  requireCapability(scope, 'members.manage')
  const userId = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : null
  if (userId === null) throw notFound('member')
  return await keepingAnOwner(
    scope,
    async () =>
      await db.inWorkspace(scope.workspace.id, async (tx) => {
        const seen = await member(tx, scope, userId)
        requireSomebodyElse(scope, userId)
        if (await tx.row(updateMemberState(scope.workspace.id, userId, 'revoked', giverOf(scope)))) {
          await recordAct(tx, scope, 'member_revoked', { user: seen.id, name: seen.name, email: seen.email, role: seen.role })
        } else if ((await member(tx, scope, userId)).active) throw beyond(scope, seen.name)
        return { ...seen, active: false }
      }),
  )
}

async function member(tx: Tx, scope: Scope, userId: number): Promise<Member> {
  const row = await tx.row(selectMembers(scope.workspace.id, tenantIdsInReach(scope), userId))
  if (!row) throw notFound('member')
  return memberOf(row)
}

function memberOf(row: MemberEntryRow): Member {
  return { ...row, id: String(row.id), capabilities: known(row.capabilities) }
}

async function userWith(db: Database, { email, name }: MemberRequest): Promise<UserRow> {
  requireEmailShape(email)
  const found = await db.asSystem(async (tx) => {
    const user = await tx.row(selectUser(email))
    if (user || name === undefined) return user
    // Two who add the same person at once mean the same one.
    return (await tx.row(insertUser(email, name))) ?? (await tx.row(selectUser(email)))
  })
  if (found) return found
  throw new RuntruthError(
    'invalid_input',
    `There is no user ${email} yet, and name is missing. Give their name, or add them first: runtruth user add --email ${email} --name NAME`,
    { issues: [{ in: 'body', field: 'name', detail: 'name is missing. Expected a text, because nobody has this address yet.' }] },
  )
}

/** What may name somebody, as the database has it; signing in asks for more. */
function requireEmailShape(email: string): void {
  if (!/^[^@\s]+@[^@\s]+$/.test(email))
    throw new RuntruthError('invalid_input', `${JSON.stringify(email)} is not an e-mail address. Expected one like dana@example.com.`)
}

function requireSomebodyElse({ principal }: Scope, userId: number): void {
  if (principal.kind !== 'user' || principal.id !== String(userId)) return
  throw new RuntruthError(
    'conflict',
    'This is your own membership. Ask another owner to change it, so that nobody locks themselves out by accident.',
  )
}

async function keepingAnOwner<T>(scope: Scope, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (violatedConstraint(error) !== 'a_workspace_keeps_an_owner') throw error
    throw new RuntruthError(
      'conflict',
      `Workspace ${scope.workspace.slug} would be left without an owner who reaches all of it. Make somebody else an owner first.`,
    )
  }
}
