import { recordAct, type AuditKind } from '../access/audit.ts'
import { reachOf, requireHeld } from '../access/giving.ts'
import type { Place } from '../access/grants.ts'
import { requireCapability, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Database, Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import type { WebhookEvent } from '../ledger/sql/enqueueWebhooks.ts'
import type { Endpoint } from './endpoint.ts'
import { createSigningSecret } from './signing.ts'
import {
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  insertEndpoint,
  selectEndpoints,
  updateEndpoint,
  type EndpointDraft,
  type EndpointRow,
} from './sql/endpoints.ts'
import { insertSecret, retireSecrets } from './sql/secrets.ts'
import { readTarget, type WebhookTargets } from './target.ts'

/** Each of them is looked at whenever an operation ends. */
const ENDPOINTS_AT_MOST = 20
/** Every one of them signs every message. */
const SECRETS_AT_MOST = 4

interface WebhookDesk {
  readonly db: Database
  readonly targets: WebhookTargets
}

export interface EndpointRequest {
  readonly url: string
  readonly description?: string | undefined
  readonly events: readonly WebhookEvent[]
  readonly withParts: boolean
  /** Slugs; null: every tenant, also those added later, and operations of the workspace as a whole. */
  readonly tenants: readonly string[] | null
}

export type EndpointChange = { readonly [K in keyof EndpointRequest]?: EndpointRequest[K] | undefined } & {
  readonly enabled?: boolean | undefined
}

/** Newest first. One that hears of tenants out of reach is not there for who asks, in any of these verbs. */
export async function listEndpoints(tx: Tx, scope: Scope): Promise<Endpoint[]> {
  requireCapability(scope, 'webhooks.manage')
  return (await tx.rows(selectEndpoints(scope.workspace.id, tenantIdsInReach(scope)))).map(endpointOf)
}

/** The secret is answered here and never again: what is kept of it signs, and nobody reads it. */
export async function createEndpoint(
  { db, targets }: WebhookDesk,
  place: Place,
  scope: Scope,
  request: EndpointRequest,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string }> {
  requireManager(scope)
  const draft: EndpointDraft = {
    ...request,
    url: readTarget(request.url, targets),
    description: request.description ?? '',
    tenantIds: reachOf(place, scope, request.tenants),
  }
  const { key, secret } = createSigningSecret()
  const workspaceId = scope.workspace.id
  const endpoint = await db.inWorkspace(workspaceId, async (tx) => {
    const made = await tx.row(insertEndpoint(workspaceId, draft, scope.principal.name, ENDPOINTS_AT_MOST))
    if (!made)
      throw new RuntruthError(
        'conflict',
        `This workspace has ${ENDPOINTS_AT_MOST} webhooks, which is as many as there may be. Remove one that is not needed.`,
      )
    await tx.row(insertSecret(workspaceId, made.id, key))
    return await recorded(tx, scope, 'webhook_created', made.id, { events: request.events, tenants: request.tenants })
  })
  return { endpoint, secret }
}

/** What is left out stays. Said again, it is only answered. */
export async function changeEndpoint(
  { db, targets }: WebhookDesk,
  place: Place,
  scope: Scope,
  id: string,
  change: EndpointChange,
): Promise<Endpoint> {
  requireManager(scope)
  const workspaceId = scope.workspace.id
  return await db.inWorkspace(workspaceId, async (tx) => {
    const before = await findEndpoint(tx, scope, id)
    const { enabled } = change
    const kept = {
      url: before.url,
      description: before.description,
      events: before.events,
      withParts: before.withParts,
      tenants: before.tenants,
    }
    const wanted = {
      // What it is already was accepted once, whatever the setting says by now.
      url: change.url === undefined || change.url === before.url ? before.url : readTarget(change.url, targets),
      description: change.description ?? before.description,
      events: change.events ?? before.events,
      withParts: change.withParts ?? before.withParts,
      tenants: change.tenants === undefined ? before.tenants : change.tenants,
    }
    if (JSON.stringify(wanted) !== JSON.stringify(kept)) {
      await tx.row(updateEndpoint(workspaceId, before.id, { ...wanted, tenantIds: reachOf(place, scope, wanted.tenants) }))
      await recorded(tx, scope, 'webhook_changed', before.id, { events: wanted.events, tenants: wanted.tenants })
    }
    if (enabled === true && (await tx.row(enableEndpoint(workspaceId, before.id)))) await recorded(tx, scope, 'webhook_enabled', before.id)
    if (enabled === false && (await tx.row(disableEndpoint(workspaceId, before.id, `Disabled by ${scope.principal.name}.`))))
      await recorded(tx, scope, 'webhook_disabled', before.id)
    return endpointOf(await findEndpoint(tx, scope, id))
  })
}

/** A new secret at once; the one before is signed with beside it for a day, so that receivers can be changed in peace. */
export async function rotateSecret(
  db: Database,
  scope: Scope,
  id: string,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string }> {
  requireManager(scope)
  const { key, secret } = createSigningSecret()
  const workspaceId = scope.workspace.id
  const endpoint = await db.inWorkspace(workspaceId, async (tx) => {
    const { id: endpointId } = await findEndpoint(tx, scope, id)
    const retired = await tx.row(retireSecrets(workspaceId, endpointId))
    if ((retired?.valid ?? 0) >= SECRETS_AT_MOST)
      throw new RuntruthError(
        'conflict',
        `${SECRETS_AT_MOST} secrets of this webhook are still valid. Each is for a day after it was replaced; wait for one to end.`,
      )
    await tx.row(insertSecret(workspaceId, endpointId, key))
    return await recorded(tx, scope, 'webhook_secret_rotated', endpointId)
  })
  return { endpoint, secret }
}

/** With its secrets and its log. Answers it as it was. */
export async function removeEndpoint(db: Database, scope: Scope, id: string): Promise<Endpoint> {
  requireManager(scope)
  return await db.inWorkspace(scope.workspace.id, async (tx) => {
    const found = await findEndpoint(tx, scope, id)
    const endpoint = await recorded(tx, scope, 'webhook_removed', found.id)
    await tx.row(deleteEndpoint(scope.workspace.id, found.id))
    return endpoint
  })
}

/** Throws `not_found` for one that is missing, of another workspace, or hears of tenants out of reach. */
export async function findEndpoint(tx: Tx, scope: Scope, id: string): Promise<EndpointRow> {
  const endpointId = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : null
  const found = endpointId === null ? undefined : await tx.row(selectEndpoints(scope.workspace.id, tenantIdsInReach(scope), endpointId))
  if (!found) throw notFound('webhook')
  return found
}

/** Nobody sends elsewhere what they may not see themselves. */
function requireManager(scope: Scope): void {
  requireCapability(scope, 'webhooks.manage')
  requireHeld(scope, ['operations.view'])
}

/** Named by its host alone: the rest of an address may be a secret of the receiver, and the audit is read by others. */
async function recorded(
  tx: Tx,
  scope: Scope,
  kind: AuditKind,
  id: number,
  data: Readonly<Record<string, unknown>> = {},
): Promise<Endpoint> {
  const row = await findEndpoint(tx, scope, String(id))
  await recordAct(tx, scope, kind, { webhook: String(id), name: new URL(row.url).host, ...data })
  return endpointOf(row)
}

function endpointOf(row: EndpointRow): Endpoint {
  return { ...row, id: String(row.id) }
}
