import { randomUUID } from 'node:crypto'
import { sql, statement } from '../../db/sql.ts'

/** A password is the account of this provider. */
export const PASSWORD = 'credential'

/** Somebody who may sign in; nothing when there is one of this e-mail already. Whoever adds people vouches for their address. */
export function insertSignInUser(email: string, name: string) {
  return statement(sql<{ id: string }>`
    insert into runtruth_auth."user" (id, email, name, "emailVerified") values (${randomUUID()}, lower(${email}), ${name}, true)
    on conflict (email) do nothing returning id`)
}

/**
 * A first password, for somebody who has no way in yet and is known nowhere but in this workspace: who may invite into one
 * must not become somebody of another, or of the platform. No row: nothing was given.
 */
export function insertFirstPassword(workspaceId: number, email: string, hash: string) {
  return statement(sql<{ userId: string }>`
    insert into runtruth_auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
    select ${randomUUID()}, a.id, ${PASSWORD}, a.id, ${hash}, now() from runtruth_auth."user" a
    where a.email = lower(${email})
      and not exists (select from runtruth_auth.account other where other."userId" = a.id)
      and not exists (
        select from runtruth.members m join runtruth.users u on u.id = m.user_id
        where m.workspace_id <> ${workspaceId} and lower(u.email) = a.email)
      and not exists (
        select from runtruth.platform_operators p join runtruth.users u on u.id = p.user_id where lower(u.email) = a.email)
    on conflict do nothing returning "userId"`)
}

/** The operator's word: the first password or another one. Its role writes passwords and reads none, not even the one it brings. */
export function upsertPassword(email: string, hash: string) {
  return statement(sql<{ userId: string }>`
    insert into runtruth_auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
    select ${randomUUID()}, a.id, ${PASSWORD}, a.id, ${hash}, now() from runtruth_auth."user" a where a.email = lower(${email})
    on conflict ("providerId", "accountId") do update set password = ${hash}, "updatedAt" = now()
    returning "userId"`)
}

/** Whether anybody has a way in yet. */
export function selectAnyAccount() {
  return statement(sql<{ found: boolean }>`select exists (select from runtruth_auth.account) as found`)
}
