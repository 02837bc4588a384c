import type { WireOperation } from '../../../../../src/http/contract.ts'
import { parseInstant, type FreshnessState, type Verdict } from '../../../../../src/truth/index.ts'
import { turnedAt } from './turnedAt.ts'

/** A word and the instant it is about. */
export interface Since {
  readonly word: string
  readonly at: string
}

type Saying = (operation: WireOperation, verdict: Verdict) => readonly Since[]

const SAYINGS: Record<FreshnessState, Saying> = {
  fresh: (operation, verdict) => recorded(operation, verdict),
  unknown: (operation, verdict) => recorded(operation, verdict),
  likely_stale: (operation, verdict) => [...recorded(operation, verdict), ...since('Suspected since', turnedAt(operation.facts, verdict))],
  orphaned: (operation, verdict) => [...recorded(operation, verdict), ...since('Last beat', lastBeat(verdict))],
  settled: (operation) => since('Ended', operation.completedAt),
  reconciled: (operation) => {
    const reconciliation = operation.facts?.run.reconciliation
    const closed = since('Closed', reconciliation?.at ?? operation.completedAt)
    return [...since('Started', operation.startedAt), ...closed, ...since('Amended', reconciliation?.amendedAt ?? null)]
  },
}

/** Since when it is as it is: what is recorded, then for a suspicion when it arose; what is added moves nothing. Empty where nothing is known. */
export function sinceOf(operation: WireOperation, verdict: Verdict): readonly Since[] {
  return SAYINGS[verdict.freshness](operation, verdict)
}

function recorded(operation: WireOperation, { lifecycle, reason }: Verdict): readonly Since[] {
  if (lifecycle === 'running') return since('Started', operation.startedAt)
  // What is planned for later waits since it was made, and its guidance says for when.
  return since(
    'Queued',
    reason === 'scheduled' || reason === 'retry_backoff' ? operation.createdAt : (operation.availableAt ?? operation.createdAt),
  )
}

function since(word: string, at: string | null): readonly Since[] {
  return at === null || Number.isNaN(parseInstant(at)) ? [] : [{ word, at }]
}

/**
 * From the verdict's own evidence: a live page knows later beats than the operation was read with. A beat that says nothing
 * is somebody else's: of the process that took the name over.
 */
function lastBeat({ evidence }: Verdict): string | null {
  return (
    evidence.find(({ signal, checked, supports }) => signal === 'worker_heartbeat' && checked && supports !== 'nothing')?.observed ?? null
  )
}
