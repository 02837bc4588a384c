import type { Database } from '../db/database.ts'
import { selectAnyAccount } from './sql/passwords.ts'

/** False: nobody has signed in or been given a password yet, and the invitation leads to the set-up. */
export async function hasAnybodyAWayIn(db: Database): Promise<boolean> {
  return (await db.asSystem(async (tx) => await tx.row(selectAnyAccount())))?.found === true
}
