import type { Scope } from '../access/scope.ts'
import { deriveVerdict } from '../truth/deriveVerdict.ts'
import type { Facts } from '../truth/facts.ts'
import type { Verdict } from '../truth/verdict.ts'
import type { OperationRun } from './run.ts'
import { runFacts } from './runFacts.ts'
import type { JudgedRow } from './sql/selectRuns.ts'
import type { WorkerObservation } from './workerObserver.ts'

/** A run, and what is known of it. */
export interface KnownRun {
  readonly run: OperationRun
  readonly facts: Facts
  readonly control: QueueControl
}

/** Who carries it: our own queue or a worker that reports over HTTP; somebody else's queue that is only read; one that takes orders. */
export type QueueControl = 'own' | 'read_only' | 'controlled'

/** And what follows from that. */
export interface JudgedRun extends KnownRun {
  readonly verdict: Verdict
}

/** Only its name is needed: of the links of a verdict. */
type Named = { readonly workspace: Pick<Scope['workspace'], 'slug'> }

export function judgeRows(scope: Named, rows: readonly JudgedRow[], observation: WorkerObservation): JudgedRun[] {
  return knowRows(scope, rows, observation).map(judgeRun)
}

/** For who looks at many to judge a few. */
export function knowRows(scope: Named, rows: readonly JudgedRow[], observation: WorkerObservation): KnownRun[] {
  return rows.map((row) => {
    const { p50Ms, p95Ms, samples } = row
    const history = p50Ms === null || p95Ms === null ? null : { count: samples ?? 0, p50Ms: Math.round(p50Ms), p95Ms: Math.round(p95Ms) }
    const control = !row.observed ? 'own' : observation.sources.get(row.source)?.control === true ? 'controlled' : 'read_only'
    return { run: row, facts: runFacts(scope.workspace.slug, row, observation, history), control }
  })
}

export function judgeRun(known: KnownRun): JudgedRun {
  const { facts } = known
  return { ...known, verdict: deriveVerdict(facts, facts.asOf) }
}
