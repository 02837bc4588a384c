import { requireCapability, type Scope } from '../access/scope.ts'
import type { Database, Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import type { Delivery } from './endpoint.ts'
import { findEndpoint } from './endpoints.ts'
import { insertTest, makeDue, selectDeliveries, selectEndpointOf, type DeliveryRow } from './sql/deliveries.ts'
import type { EndpointRow } from './sql/endpoints.ts'

/** What was sent or is to be, newest first, with every attempt. */
export async function listDeliveries(
  tx: Tx,
  scope: Scope,
  endpointId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<{ readonly deliveries: readonly Delivery[]; readonly next: string | null }> {
  requireCapability(scope, 'webhooks.manage')
  const endpoint = await findEndpoint(tx, scope, endpointId)
  const rows = await tx.rows(selectDeliveries(scope.workspace.id, { endpointId: endpoint.id, before: page.before, limit: page.limit + 1 }))
  const deliveries = rows.slice(0, page.limit).map(deliveryOf)
  return { deliveries, next: rows.length > page.limit ? (deliveries.at(-1)?.id ?? null) : null }
}

/** A message of no operation, sent like any other: with signature, tries and log. */
export async function sendTest(db: Database, scope: Scope, endpointId: string): Promise<Delivery> {
  requireCapability(scope, 'webhooks.manage')
  return await db.inWorkspace(scope.workspace.id, async (tx) => {
    const endpoint = await findEndpoint(tx, scope, endpointId)
    requireEnabled(endpoint)
    const made = await tx.row(insertTest(scope.workspace.id, endpoint.id))
    if (!made) throw new RuntruthError('internal', 'The test was not stored. Nothing was changed; try again.')
    return await readDelivery(tx, scope, made.id)
  })
}

/** Again with the same message id, so that a receiver that has it knows it. What is waiting is sent now. */
export async function sendAgain(db: Database, scope: Scope, deliveryId: string): Promise<Delivery> {
  requireCapability(scope, 'webhooks.manage')
  if (!/^[1-9]\d{0,17}$/.test(deliveryId)) throw notFound('delivery')
  return await db.inWorkspace(scope.workspace.id, async (tx) => {
    const of = await tx.row(selectEndpointOf(scope.workspace.id, deliveryId))
    if (!of) throw notFound('delivery')
    const endpoint = await findEndpoint(tx, scope, String(of.endpointId)).catch((error: unknown) => {
      // Out of reach with its webhook, and then the same as missing.
      throw error instanceof RuntruthError && error.code === 'not_found' ? notFound('delivery') : error
    })
    requireEnabled(endpoint)
    await tx.row(makeDue(scope.workspace.id, deliveryId))
    return await readDelivery(tx, scope, deliveryId)
  })
}

function requireEnabled({ state }: EndpointRow): void {
  if (state === 'enabled') return
  throw new RuntruthError('conflict', 'This webhook is disabled, so nothing is sent to it. Enable it first.')
}

async function readDelivery(tx: Tx, scope: Scope, id: string): Promise<Delivery> {
  const row = await tx.row(selectDeliveries(scope.workspace.id, { id, limit: 1 }))
  if (!row) throw notFound('delivery')
  return deliveryOf(row)
}

function deliveryOf(row: DeliveryRow): Delivery {
  const attempts = row.attempts.map(({ at, endedAt, ...attempt }) => ({
    ...attempt,
    at: new Date(at),
    endedAt: endedAt === null ? null : new Date(endedAt),
  }))
  return { ...row, attempts }
}
