/** The rules in their order: first match wins, the healthy verdict comes last. */

import type { Conclusion, Judgement } from './judgement.ts'
import { conclude } from './judgement.ts'
import type { Moment } from './moment.ts'
import type { ReadFacts, ReadRun } from './readFacts.ts'
import { c1Reconciled } from './rules/c1Reconciled.ts'
import { c2Settled } from './rules/c2Settled.ts'
import { q1QueueWord } from './rules/q1QueueWord.ts'
import { q2Scheduled } from './rules/q2Scheduled.ts'
import { q3Uncovered } from './rules/q3Uncovered.ts'
import { q4PastQueuedWindow } from './rules/q4PastQueuedWindow.ts'
import { q5Waiting } from './rules/q5Waiting.ts'
import { r1ProvenGone } from './rules/r1ProvenGone.ts'
import { r2Uncovered } from './rules/r2Uncovered.ts'
import { r3WorkerSilent } from './rules/r3WorkerSilent.ts'
import { r4ProgressSilent } from './rules/r4ProgressSilent.ts'
import { r5PastRunningWindow } from './rules/r5PastRunningWindow.ts'
import { r6Alive } from './rules/r6Alive.ts'
import { u1Unreadable } from './rules/u1Unreadable.ts'
import { judgeDuration } from './runDurationInsights.ts'
import type { QueuedSignals, RunningSignals } from './signals.ts'
import { readQueuedSignals, readRunningSignals } from './signals.ts'
import type { Lifecycle, VerdictReason } from './verdict.ts'

/** The names of the rules, as audit records and documents use them. */
export const RULES = ['U1', 'C1', 'C2', 'Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6'] as const
export type Rule = (typeof RULES)[number]

export function judge(read: ReadFacts, moment: Moment): Judgement {
  const { run } = read
  if (run === null) return judged(read, null, 'queued', conclude('unknown', 'unreadable_facts'), null, null, moment)
  switch (run.lifecycle) {
    case 'completed':
      return judged(read, run, 'completed', c1Reconciled(run) ?? c2Settled(run), null, null, moment)
    case 'queued': {
      const signals = readQueuedSignals(read, run, moment)
      const conclusion = u1Unreadable(run, moment) ?? judgeQueued(read, signals)
      return judged(read, run, 'queued', conclusion, signals, null, moment)
    }
    case 'running': {
      const signals = readRunningSignals(read, run, moment)
      const conclusion = u1Unreadable(run, moment) ?? judgeRunning(read, signals)
      return judged(read, run, 'running', conclusion, null, signals, moment)
    }
  }
}

function judgeQueued(read: ReadFacts, signals: QueuedSignals): Conclusion {
  return (
    q1QueueWord(read, signals) ?? q2Scheduled(read, signals) ?? q3Uncovered(read, signals) ?? q4PastQueuedWindow(signals) ?? q5Waiting(read)
  )
}

function judgeRunning(read: ReadFacts, signals: RunningSignals): Conclusion {
  return (
    r1ProvenGone(read, signals) ??
    r2Uncovered(read, signals) ??
    r3WorkerSilent(signals) ??
    r4ProgressSilent(signals) ??
    r5PastRunningWindow(signals) ??
    r6Alive(signals)
  )
}

function judged(
  read: ReadFacts,
  run: ReadRun | null,
  lifecycle: Lifecycle,
  conclusion: Conclusion,
  queued: QueuedSignals | null,
  running: RunningSignals | null,
  moment: Moment,
): Judgement {
  const { freshness, reason, staleAfterMs } = conclusion
  const { elapsedMs, insight } = judgeDuration(read, lifecycle, freshness, moment)
  return { read, run, lifecycle, freshness, reason, staleAfterMs, queued, running, elapsedMs, insight }
}

/** The rule behind a verdict: every reason belongs to one rule, except where queued and running time share one. */
export function ruleOf(lifecycle: Lifecycle, reason: VerdictReason): Rule {
  const rule = RULE_OF_REASON[reason]
  return typeof rule === 'string' ? rule : lifecycle === 'running' ? rule[1] : rule[0]
}

const RULE_OF_REASON: Record<VerdictReason, Rule | readonly [queued: Rule, running: Rule]> = {
  waiting_for_worker: 'Q5',
  scheduled: 'Q2',
  retry_backoff: 'Q2',
  dispatch_unconfirmed: 'Q5',
  queue_paused: 'Q5',
  no_live_worker: 'Q5',
  behind_others: 'Q5',
  concurrency_limit: 'Q5',
  dependency: 'Q5',
  within_window: 'R6',
  worker_alive: 'R6',
  past_queued_window: 'Q4',
  past_running_window: 'R5',
  worker_silent: 'R3',
  progress_silent: 'R4',
  worker_session_ended: 'R1',
  worker_restarted: 'R1',
  process_gone: 'R1',
  queue_job_failed: ['Q1', 'R1'],
  queue_job_completed: ['Q1', 'R1'],
  queue_job_missing: ['Q1', 'R1'],
  uncovered_type: ['Q3', 'R2'],
  unusable_timestamps: ['Q3', 'R2'],
  unreadable_status: 'U1',
  unreadable_facts: 'U1',
  reported_by_worker: 'C2',
  outcome_not_recorded: 'C2',
  reconciled: 'C1',
  amended: 'C1',
}
