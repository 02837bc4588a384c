import { sql, statement } from '../../db/sql.ts'

export interface WorkspaceRow {
  id: number
  slug: string
  name: string
  state: 'active' | 'suspended'
  retentionDays: number
}

export interface TenantRow {
  id: number
  slug: string
  name: string
  state: 'operable' | 'suspended'
}

const workspaceColumns = sql`w.id, w.slug, w.name, w.state, w.retention_days as "retentionDays"`

export function selectWorkspace(slug: string) {
  return statement(sql<WorkspaceRow>`select ${workspaceColumns} from runtruth.workspaces w where w.slug = ${slug}`)
}

export function selectWorkspaces() {
  return statement(sql<WorkspaceRow>`select ${workspaceColumns} from runtruth.workspaces w order by w.slug`)
}

export function insertWorkspace(slug: string, name: string) {
  return statement(sql<WorkspaceRow>`
    insert into runtruth.workspaces as w (slug, name) values (${slug}, ${name}) on conflict do nothing returning ${workspaceColumns}`)
}

export function selectTenants(workspaceId: number) {
  return statement(sql<TenantRow>`
    select t.id, t.slug, t.name, t.state from runtruth.tenants t where t.workspace_id = ${workspaceId} order by t.slug`)
}

export function insertTenant(workspaceId: number, slug: string, name: string) {
  return statement(sql<TenantRow>`
    insert into runtruth.tenants (workspace_id, slug, name) values (${workspaceId}, ${slug}, ${name})
    on conflict do nothing returning id, slug, name, state`)
}

/** No row: it is so already, or there is none. */
export function updateTenantState(workspaceId: number, slug: string, state: TenantRow['state']) {
  return statement(sql<TenantRow>`
    update runtruth.tenants t set state = ${state}
    where t.workspace_id = ${workspaceId} and t.slug = ${slug} and t.state <> ${state} returning id, slug, name, state`)
}
