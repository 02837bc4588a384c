import { deleteOldWorkers } from '../ledger/sql/deleteOldWorkers.ts'
import { deleteOldSweeps, upsertSweep } from '../ledger/sql/sweeps.ts'
import type { ReconcileServices } from './services.ts'

/** Leaves word that this reconciler is at work, for doctor and metrics. */
export async function recordSweep(
  services: Pick<ReconcileServices, 'db'>,
  reconciler: string,
  sweep: { readonly looked: number; readonly concluded: number },
): Promise<void> {
  await services.db.asSystem(async (tx) => await tx.row(upsertSweep(reconciler, sweep.looked, sweep.concluded)))
}

/** Removes what no verdict will ever ask for again: workers and reconcilers long gone. */
export async function tidyUp(services: Pick<ReconcileServices, 'db'>): Promise<void> {
  await services.db.asSystem(async (tx) => {
    await tx.rows(deleteOldSweeps())
    await tx.rows(deleteOldWorkers())
  })
}
