import type { Database, Tx } from '../db/database.ts'
import { violatedConstraint } from '../db/databaseErrors.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { recordAct, type AuditKind } from './audit.ts'
import { requireAllTenants } from './giving.ts'
import { tenantInScope, type Place } from './grants.ts'
import { requireCapability, tenantIdsInReach, type Scope } from './scope.ts'
import { insertTenant, insertWorkspace, selectTenants, updateTenantState, type TenantRow, type WorkspaceRow } from './sql/places.ts'

/** Across workspaces: the operator's own act, never a token's. */
export async function addWorkspace(db: Database, slug: string, name: string): Promise<WorkspaceRow> {
  const added = await named('workspace', slug, async () => await db.asSystem(async (tx) => await tx.row(insertWorkspace(slug, name))))
  if (!added) throw new RuntruthError('conflict', `There is already a workspace ${slug}. Choose another name for the new one.`, { slug })
  return added
}

/** Those within reach, by name. */
export async function listTenants(tx: Tx, scope: Scope): Promise<TenantRow[]> {
  requireCapability(scope, 'members.manage')
  const reach = tenantIdsInReach(scope)
  return (await tx.rows(selectTenants(scope.workspace.id))).filter(({ id }) => reach === null || reach.includes(id))
}

export async function addTenant(db: Database, scope: Scope, slug: string, name: string): Promise<TenantRow> {
  requireCapability(scope, 'members.manage')
  requireAllTenants(scope)
  const workspaceId = scope.workspace.id
  return await named(
    'tenant',
    slug,
    async () =>
      await db.inWorkspace(workspaceId, async (tx) => {
        const added = await tx.row(insertTenant(workspaceId, slug, name))
        if (!added)
          throw new RuntruthError(
            'conflict',
            `Workspace ${scope.workspace.slug} already has a tenant ${slug}. Choose another name for the new one.`,
            { slug },
          )
        await recordAct(tx, scope, 'tenant_added', { tenant: slug, name })
        return added
      }),
  )
}

const ACT: Readonly<Record<TenantRow['state'], AuditKind>> = { suspended: 'tenant_suspended', operable: 'tenant_resumed' }

/** Suspended: nothing starts for it any more. What is so already is only answered. */
export async function setTenantState(
  db: Database,
  place: Place,
  scope: Scope,
  slug: string,
  state: TenantRow['state'],
): Promise<TenantRow> {
  requireCapability(scope, 'members.manage')
  const workspaceId = scope.workspace.id
  const found = tenantInScope(place, scope, slug)
  if (!found) throw notFound('tenant')
  return await db.inWorkspace(workspaceId, async (tx) => {
    const changed = await tx.row(updateTenantState(workspaceId, slug, state))
    if (changed) await recordAct(tx, scope, ACT[state], { tenant: slug })
    return changed ?? { ...found, state }
  })
}

async function named<T>(what: string, slug: string, add: () => Promise<T>): Promise<T> {
  try {
    return await add()
  } catch (error) {
    if (violatedConstraint(error)?.includes('slug_is_lower_case') !== true) throw error
    throw new RuntruthError(
      'invalid_input',
      `${JSON.stringify(slug)} cannot name a ${what}. Expected 1 to 63 lower-case letters, digits or dashes, with a letter or digit at both ends.`,
    )
  }
}
