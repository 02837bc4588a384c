import type { MemberRow } from '../../access/sql/people.ts'
import { sql, statement } from '../../db/sql.ts'

export interface PersonRow {
  id: number
  email: string
  name: string
}

/** better-auth keeps the person of a session by e-mail, in lower case; ours are found by theirs. */
const sessionSource = sql`
  runtruth_auth.session s
  join runtruth_auth."user" a on a.id = s."userId"
  join runtruth.users u on lower(u.email) = a.email`

/**
 * What the person of a session holds in a workspace now: no row without an active membership in an active workspace, nor where
 * only an invitation into another one says who they are.
 */
export function selectSessionMember(token: string, workspace: string) {
  return statement(sql<MemberRow>`
    select m.user_id as "userId", u.name, m.capabilities, m.all_tenants as "allTenants", m.tenant_ids as "tenantIds"
    from ${sessionSource}
    join runtruth.workspaces w on w.slug = ${workspace} and w.state = 'active'
    join runtruth.members m on m.workspace_id = w.id and m.user_id = u.id and m.state = 'active'
    where s.token = ${token} and s."expiresAt" > now()
      and not exists (select from runtruth.invited_people i where i.user_id = u.id and i.workspace_id <> w.id)`)
}

export function selectSessionPerson(token: string) {
  return statement(sql<PersonRow>`select u.id, u.email, u.name from ${sessionSource} where s.token = ${token} and s."expiresAt" > now()`)
}

export function deleteSessionsOf(authUserId: string) {
  return statement(sql<{ id: string }>`delete from runtruth_auth.session s where s."userId" = ${authUserId} returning s.id`)
}
