import { sql, statement } from '../../db/sql.ts'
import type { Counts, RunOutcome } from '../../truth/facts.ts'

export interface EndedRow {
  workspaceId: number
  id: string
  outcome: RunOutcome
  counts: Counts | null
}

/** Which of these runs have ended; one statement for all that anybody in this process waits for. */
export function selectEndedRuns(runs: readonly { readonly workspaceId: number; readonly runId: string }[]) {
  return statement(sql<EndedRow>`
    select r.workspace_id as "workspaceId", r.id, r.outcome, r.counts
    from unnest(${runs.map((run) => run.workspaceId)}::integer[], ${runs.map((run) => run.runId)}::bigint[]) wanted (workspace_id, id)
    join runtruth.operation_runs r on r.workspace_id = wanted.workspace_id and r.id = wanted.id
    where r.status = 'completed'`)
}
