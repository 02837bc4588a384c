import { sql, statement } from '../../db/sql.ts'
import type { ObservedStart } from './startObserved.ts'

/** An attempt that its queue was seen to give out is reported on by the worker that has it. No change of status, and none of time. */
export function takeObserved(
  workspaceId: number,
  runId: string,
  attempt: number,
  lease: string,
  tracked: NonNullable<ObservedStart['tracked']>,
) {
  return statement(sql<{ id: string }>`
    update runtruth.operation_runs r set lease = ${tracked.lease}::uuid, lease_worker = ${tracked.worker}, lease_boot_id = ${tracked.bootId}::uuid,
      holders = null, heartbeat_at = null, heartbeat_every_ms = null, silent_after_ms = null
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.observed and r.status = 'running' and r.attempt = ${attempt}
      and r.lease = ${lease}::uuid and r.lease_boot_id is null
    returning r.id`)
}
