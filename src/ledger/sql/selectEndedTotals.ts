import { sql, statement } from '../../db/sql.ts'
import type { RunOutcome } from '../../truth/facts.ts'

/** What has ended in all workspaces, from the counted table: history is never read. */
export function selectEndedTotals() {
  return statement(sql<{ outcome: RunOutcome; runs: string }>`
    select c.outcome, sum(c.runs)::text as runs from runtruth.outcome_counts c group by c.outcome order by c.outcome`)
}
