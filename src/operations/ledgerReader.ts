import { SYSTEM } from '../access/actor.ts'
import { findPlace, systemScope, tenantInScope, type Place } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import type { Database } from '../db/database.ts'
import { notFound } from '../errors.ts'
import type { WorkerObserver } from '../ledger/workerObserver.ts'
import type { OperationContext } from '../work/defineOperation.ts'

/** What the built-in operations read the ledger with. */
export interface LedgerReader {
  readonly db: Database
  readonly observer: WorkerObserver
}

export interface Reading {
  readonly place: Place
  /** Reaches exactly what the operation itself belongs to: its tenant, or the workspace as a whole. */
  readonly scope: Scope
  readonly tenantId: number | null
}

/**
 * The scope an operation reads in. Whoever started it for a tenant had that tenant in reach, and whoever started it for
 * the workspace had all of it; so it reads no more than they could.
 */
export async function readingOf(reader: LedgerReader, context: Pick<OperationContext<unknown>, 'workspace' | 'tenant'>): Promise<Reading> {
  const place = await findPlace(reader.db, context.workspace)
  if (!place) throw notFound('workspace')
  const whole = systemScope(place.workspace, SYSTEM)
  const tenant = tenantInScope(place, whole, context.tenant)
  return { place, tenantId: tenant?.id ?? null, scope: tenant ? { ...whole, tenants: new Map([[tenant.id, tenant.slug]]) } : whole }
}
