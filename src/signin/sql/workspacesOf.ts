import { sql, statement } from '../../db/sql.ts'

export interface MembershipRow {
  slug: string
  name: string
  role: string
}

/** Where a person may go now. */
export function workspacesOf(userId: number) {
  return statement(sql<MembershipRow>`
    select w.slug, w.name, m.role from runtruth.members m join runtruth.workspaces w on w.id = m.workspace_id
    where m.user_id = ${userId} and m.state = 'active' and w.state = 'active'
      and not exists (select from runtruth.invited_people i where i.user_id = m.user_id and i.workspace_id <> w.id)
    order by w.name, w.slug`)
}
