import { selectUser } from '../access/sql/people.ts'
import type { Database } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import { requireEmail } from './email.ts'
import { hashOf } from './password.ts'
import { deleteInvitedPerson } from './sql/invitedPeople.ts'
import { insertSignInUser, upsertPassword } from './sql/passwords.ts'
import { deleteSessionsOf } from './sql/sessions.ts'

/** The operator's own act: a first password for a user, or another one in its place, which ends every session of theirs. */
export async function givePassword(db: Database, email: string, password: string): Promise<void> {
  requireEmail(email)
  const hash = await hashOf(password)
  await db.asSystem(async (tx) => {
    const user = await tx.row(selectUser(email))
    if (!user)
      throw new RuntruthError('not_found', `There is no user ${email}. Add them first: runtruth user add --email ${email} --name NAME`)
    await tx.row(insertSignInUser(email, user.name))
    const given = await tx.row(upsertPassword(email, hash))
    if (!given) throw new RuntruthError('internal', 'The password was not stored. Nothing was changed; try again.')
    await tx.rows(deleteSessionsOf(given.userId))
    await tx.rows(deleteInvitedPerson(email))
  })
}
