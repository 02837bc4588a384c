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
}

/** And what follows from that. */
export interface JudgedRun extends KnownRun {
  readonly verdict: Verdict
}

export function judgeRows(scope: Scope, rows: readonly JudgedRow[], observation: WorkerObservation): JudgedRun[] {
  return knowRows(scope, rows, observation).map(judgeRun)
}

/** For who looks at many to judge a few. */
export function knowRows(scope: Scope, rows: readonly JudgedRow[], observation: WorkerObservation): KnownRun[] {
  return rows.map((row) => {
    const { p50Ms, p95Ms, samples } = row
    const history = p50Ms === null || p95Ms === null ? null : { count: samples ?? 0, p50Ms: Math.round(p50Ms), p95Ms: Math.round(p95Ms) }
    return { run: row, facts: runFacts(scope.workspace.slug, row, observation, history) }
  })
}

export function judgeRun({ run, facts }: KnownRun): JudgedRun {
  return { run, facts, verdict: deriveVerdict(facts, facts.asOf) }
}
