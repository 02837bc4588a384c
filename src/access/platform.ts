import type { Database, Tx } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import type { Principal } from './actor.ts'
import { selectUser, type UserRow } from './sql/people.ts'
import { deletePlatformOperator, insertPlatformEvent, insertPlatformOperator, selectPlatformOperator } from './sql/platform.ts'

/** Whether somebody may look across workspaces, now. */
export async function isPlatformOperator(tx: Tx, userId: number): Promise<boolean> {
  return (await tx.row(selectPlatformOperator(userId))) !== undefined
}

/** The operator's own act on the machine, never a token's or a page's. Said again it changes nothing and is not audited twice. */
export async function setPlatformOperator(db: Database, by: Principal, email: string, held: boolean): Promise<UserRow> {
  return await db.asSystem(async (tx) => {
    const user = await tx.row(selectUser(email))
    if (!user)
      throw new RuntruthError('not_found', `There is no user ${email}. Add them first: runtruth user add --email ${email} --name NAME`)
    const changed = await tx.row(held ? insertPlatformOperator(user.id, by.name) : deletePlatformOperator(user.id))
    const data = { user: String(user.id), name: user.name, email: user.email }
    if (changed) await tx.row(insertPlatformEvent(held ? 'platform_granted' : 'platform_revoked', by, data))
    return user
  })
}

/** Every look across workspaces is written down before it is answered: who, when, at what, and with which filters. */
export async function recordLook(
  tx: Tx,
  who: { readonly id: number; readonly name: string },
  at: 'operations_read' | 'sources_read',
  filters: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.row(insertPlatformEvent(at, { id: String(who.id), name: who.name }, filters))
}
