import { sql, statement } from '../../db/sql.ts'
import { PASSWORD } from './passwords.ts'

/**
 * Their way in was opened by an invitation, so it leads to that workspace alone. The first one of an installation is its
 * operator's own and is not marked.
 */
export function insertInvitedPerson(userId: number, workspaceId: number) {
  return statement(sql<{ userId: number }>`
    insert into runtruth.invited_people (user_id, workspace_id)
    select u.id, ${workspaceId} from runtruth.users u where u.id = ${userId}
      and exists (
        select from runtruth_auth.account other join runtruth_auth."user" a on a.id = other."userId" where a.email <> lower(u.email))
    returning user_id as "userId"`)
}

/** Somebody whose word holds everywhere says whose address it is. No row: it was not in question. */
export function deleteInvitedPerson(email: string) {
  return statement(sql<{ userId: number }>`
    delete from runtruth.invited_people i using runtruth.users u
    where u.id = i.user_id and lower(u.email) = lower(${email}) returning i.user_id as "userId"`)
}

/** The password that an invitation gave; whoever chose it may be somebody else than whose address it is. Answers the person in `runtruth_auth`. */
export function deletePassword(email: string) {
  return statement(sql<{ authUserId: string }>`
    delete from runtruth_auth.account p using runtruth_auth."user" a
    where a.id = p."userId" and a.email = lower(${email}) and p."providerId" = ${PASSWORD} returning p."userId" as "authUserId"`)
}
