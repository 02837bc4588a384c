/** Where the pages of the console are, without the path it is mounted under; the router adds that. */
export const pages = {
  login: '/login',
  setUp: '/setup',
  home: '/admin',
  hub: (workspace: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/operations`,
  operation: (workspace: string, id: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/operations/${encodeURIComponent(id)}`,
  tenant: (workspace: string, tenant: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/tenants/${encodeURIComponent(tenant)}`,
  inbox: (workspace: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/inbox`,
  settings: (workspace: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/settings`,
} as const
