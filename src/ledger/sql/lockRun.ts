import { sql, statement } from '../../db/sql.ts'
import { asExpected, type Expected } from './completeRun.ts'

/**
 * Takes an open run for this transaction, if it still is what was seen and nobody else is at it. Whoever holds the lock is
 * about to move the run: waiting in line would only find that out later.
 */
export function lockRun(workspaceId: number, runId: string, expected: Expected) {
  return statement(sql<{ id: string; input: unknown }>`
    select r.id, r.input from runtruth.operation_runs r
    where ${asExpected(workspaceId, runId, expected)}
    for update skip locked`)
}
