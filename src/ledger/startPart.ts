import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import { staleLease } from './finishRun.ts'
import { requireReporter } from './requireReporter.ts'
import type { AttemptLease } from './run.ts'
import { recordPart } from './sql/recordPart.ts'
import { selectLease } from './sql/selectLease.ts'

export interface Part {
  readonly id: string
  readonly type: string
  readonly key: string
}

/**
 * Notes on the parent that it started a part, in the transaction that starts it. Refused when the parent lost its lease,
 * and when somebody asked to cancel it: its open parts were cancelled then, and this one would be left over.
 */
export async function startPart(tx: Tx, scope: Scope, at: AttemptLease, part: Part): Promise<void> {
  await requireReporter(tx, scope, at.runId)
  const data = { part: part.id, type: part.type, key: part.key }
  if (await tx.row(recordPart(scope.workspace.id, at, { kind: 'part_started', actor: scope.principal, data }))) return
  const seen = await tx.row(selectLease(scope.workspace.id, at.runId))
  if (seen?.status !== 'running' || seen.attempt !== at.attempt || seen.lease !== at.lease) throw staleLease(at)
  throw new RuntruthError('conflict', `Operation ${at.runId} is asked to cancel. It starts no further part.`, {
    id: at.runId,
    cancelRequested: true,
  })
}
