import { sql, statement } from '../../db/sql.ts'

/** The worker stopped on purpose; only the boot that stops may say so. */
export function stopWorker(name: string, bootId: string) {
  return statement(sql<{ name: string }>`
    update runtruth.workers w set stopped_at = clock_timestamp() where w.name = ${name} and w.boot_id = ${bootId}::uuid returning w.name`)
}
