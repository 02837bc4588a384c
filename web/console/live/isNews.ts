import type { WireOperation } from '../../../src/http/contract.ts'
import { parseInstant } from '../../../src/truth/index.ts'

/**
 * Whether a telling of an operation takes the place of the one that is known. Answers and events overtake each other, and
 * `asOf` is when the workers were observed, which many tellings share: what the operation has been through decides first.
 */
export function isNews(known: WireOperation, told: WireOperation): boolean {
  const [before, after] = [courseOf(known), courseOf(told)]
  const moved = before.ended !== after.ended ? Number(after.ended) - Number(before.ended) : after.latestMs - before.latestMs
  if (moved > 0) return true
  const aged = asOfMs(told) - asOfMs(known)
  if (moved < 0) return aged > 0
  if (told.facts === undefined && known.facts !== undefined) return false
  return aged >= 0
}

interface Course {
  /** What has ended stays ended. */
  readonly ended: boolean
  /** The latest instant recorded of it. */
  readonly latestMs: number
}

function courseOf(operation: WireOperation): Course {
  const run = operation.facts?.run
  const instants = [
    operation.createdAt,
    operation.availableAt,
    operation.startedAt,
    operation.completedAt,
    run?.lastProgressAt ?? operation.verdict.progress.lastReportedAt,
    run?.cancelRequestedAt,
    run?.reconciliation?.at,
    run?.reconciliation?.amendedAt,
  ]
  let latestMs = 0
  for (const instant of instants) {
    const ms = instant === null || instant === undefined ? Number.NaN : parseInstant(instant)
    if (ms > latestMs) latestMs = ms
  }
  // Nothing is recorded about when it was superseded, only that it was, once.
  return { ended: operation.status === 'completed', latestMs: latestMs + (operation.supersededBy === null ? 0 : 0.5) }
}

function asOfMs(operation: WireOperation): number {
  return parseInstant(operation.facts?.asOf ?? operation.verdict.asOf)
}
