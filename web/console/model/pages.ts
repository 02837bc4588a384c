export const SETTINGS_SECTIONS = ['members', 'tenants', 'tokens', 'webhooks', 'audit'] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

/** Where the pages of the console are, without the path it is mounted under; the router adds that. */
export const pages = {
  login: '/login',
  setUp: '/setup',
  home: '/admin',
  hub: (workspace: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/operations`,
  operation: (workspace: string, id: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/operations/${encodeURIComponent(id)}`,
  tenant: (workspace: string, tenant: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/tenants/${encodeURIComponent(tenant)}`,
  inbox: (workspace: string) => `/admin/workspaces/${encodeURIComponent(workspace)}/inbox`,
  /** Its log. */
  webhook: (workspace: string, id: string) =>
    `/admin/workspaces/${encodeURIComponent(workspace)}/settings/webhooks?webhook=${encodeURIComponent(id)}`,
  settings: (workspace: string, section?: SettingsSection) =>
    `/admin/workspaces/${encodeURIComponent(workspace)}/settings${section === undefined ? '' : `/${section}`}`,
  /** Across workspaces, for those who hold the platform plane. */
  system: '/admin/system',
} as const

/** What stands between two slashes of an address. One that nobody could have written is taken as it is, and leads nowhere. */
export function segmentOf(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
