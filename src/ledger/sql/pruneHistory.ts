import { sql, statement } from '../../db/sql.ts'

/** Removes one batch of finished operations with everything that belongs to them; the database does it, with its own rights. */
export function pruneHistory(workspaceId: number, completedBefore: Date, batch: number) {
  return statement(sql<{ removed: number }>`select runtruth.prune_history(${workspaceId}, ${completedBefore}, ${batch}) as removed`)
}
