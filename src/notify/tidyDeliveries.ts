import { selectWorkspaces } from '../access/sql/places.ts'
import type { DeliveryServices } from './services.ts'
import { deleteOldDeliveries } from './sql/deliveries.ts'

const BATCH = 1_000

/** The log is kept for a while and not for ever. */
export async function tidyDeliveries({ db }: Pick<DeliveryServices, 'db'>): Promise<void> {
  const workspaces = await db.asSystem(async (tx) => await tx.rows(selectWorkspaces()))
  for (const { id } of workspaces) {
    for (let removed = BATCH; removed === BATCH;) {
      removed = (await db.inWorkspace(id, async (tx) => await tx.rows(deleteOldDeliveries(id, BATCH)))).length
    }
  }
}
