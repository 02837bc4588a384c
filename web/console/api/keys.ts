/** Every key under which an answer of the API is kept, in one place: what belongs to a workspace begins with it. */
export const keys = {
  signIn: ['sign-in'] as const,
  session: ['session'] as const,
  place: (workspace: string) => ['workspace', workspace, 'place'] as const,
  workspace: (workspace: string) => ['workspace', workspace] as const,
  operations: (workspace: string, filters: object) => ['workspace', workspace, 'operations', filters] as const,
  anyOperations: (workspace: string) => ['workspace', workspace, 'operations'] as const,
  counts: (workspace: string, tenant: string | null) => ['workspace', workspace, 'counts', tenant] as const,
  anyCounts: (workspace: string) => ['workspace', workspace, 'counts'] as const,
  /** Not of the workspace: what is read anew after an action is not what was asked before it. */
  reconcilePreview: (workspace: string, ids: readonly string[]) => ['reconcile-preview', workspace, ids] as const,
  operation: (workspace: string, id: string) => ['workspace', workspace, 'operation', id] as const,
  events: (workspace: string, id: string) => ['workspace', workspace, 'operation', id, 'events'] as const,
  /** Beside its workspace: whatever else is read again, a trial is not. */
  reconcileTrial: (workspace: string, id: string) => ['reconcile trial', workspace, id] as const,
  related: (workspace: string, id: string) => ['workspace', workspace, 'operation', id, 'related'] as const,
  activity: (workspace: string, tenant: string | null) => ['workspace', workspace, 'activity', tenant] as const,
  anyActivity: (workspace: string) => ['workspace', workspace, 'activity'] as const,
  inbox: (workspace: string) => ['workspace', workspace, 'inbox'] as const,
  members: (workspace: string) => ['workspace', workspace, 'members'] as const,
  tenants: (workspace: string) => ['workspace', workspace, 'tenants'] as const,
  audit: (workspace: string) => ['workspace', workspace, 'audit'] as const,
  systemSources: ['system', 'sources'] as const,
  systemOperations: (problem: string) => ['system', 'operations', problem] as const,
  webhooks: (workspace: string) => ['workspace', workspace, 'webhooks'] as const,
  webhookLog: (workspace: string, id: string) => ['workspace', workspace, 'webhooks', id, 'log'] as const,
  tokens: (workspace: string) => ['workspace', workspace, 'tokens'] as const,
}
