/** What is true about an operation at one instant, and the words every surface says about it. */

export const LIFECYCLES = ['queued', 'running', 'completed'] as const
export type Lifecycle = (typeof LIFECYCLES)[number]

export const FRESHNESS_STATES = ['fresh', 'likely_stale', 'orphaned', 'unknown', 'settled', 'reconciled'] as const
export type FreshnessState = (typeof FRESHNESS_STATES)[number]

export const PROBLEM_CLASSES = ['none', 'active_stale_attention', 'terminal_follow_up'] as const
export type ProblemClass = (typeof PROBLEM_CLASSES)[number]

/** Why the verdict is what it is; one code per way a rule can match. */
export const VERDICT_REASONS = [
  'waiting_for_worker',
  'scheduled',
  /** Not due yet because an attempt has failed before. */
  'retry_backoff',
  /** Its queue has not confirmed that it has the job. */
  'dispatch_unconfirmed',
  'queue_paused',
  'no_live_worker',
  'behind_others',
  'concurrency_limit',
  'dependency',
  'within_window',
  /** Uncovered type, but its worker shows life: there is no window to be within. */
  'worker_alive',
  'past_queued_window',
  'past_running_window',
  'worker_silent',
  'progress_silent',
  'worker_session_ended',
  'worker_restarted',
  'process_gone',
  'queue_job_failed',
  'queue_job_completed',
  'queue_job_missing',
  'uncovered_type',
  'unusable_timestamps',
  'unreadable_status',
  'unreadable_facts',
  'reported_by_worker',
  'outcome_not_recorded',
  'reconciled',
  'amended',
] as const
export type VerdictReason = (typeof VERDICT_REASONS)[number]

export const EVIDENCE_SIGNALS = [
  'queued_window',
  'running_window',
  'worker_heartbeat',
  'worker_session',
  'worker_boot',
  'worker_process',
  'queue_job',
  'progress_report',
] as const
export type EvidenceSignal = (typeof EVIDENCE_SIGNALS)[number]

/** What one signal speaks for. `orphaned` is proof that nobody is working on it; `stale` is suspicion only. */
export const EVIDENCE_SUPPORTS = ['fresh', 'stale', 'orphaned', 'nothing'] as const
export type EvidenceSupport = (typeof EVIDENCE_SUPPORTS)[number]

export interface Evidence {
  readonly signal: EvidenceSignal
  /** False: the signal could not be read. Never counted as dead, and never as alive. */
  readonly checked: boolean
  /** The observed value as text: an instant, a state, a duration; null when not checked. */
  readonly observed: string | null
  readonly threshold: string | null
  readonly supports: EvidenceSupport
}

export const PROGRESS_MODES = ['none', 'activity', 'phased', 'composite', 'counted'] as const
export type ProgressMode = (typeof PROGRESS_MODES)[number]

export interface Progress {
  readonly mode: ProgressMode
  /** False: frozen; the last report is a dated fact and nothing may move. */
  readonly live: boolean
  readonly label: string | null
  readonly processed: number | null
  readonly total: number | null
  /** Floored, 0–99; only when `live` and counted. */
  readonly percent: number | null
  readonly lastReportedAt: string | null
}

export const DURATION_INSIGHTS = ['none', 'typical', 'longer_than_usual'] as const
export type DurationInsight = (typeof DURATION_INSIGHTS)[number]

export interface RunDurationInsights {
  /** Milliseconds from start to completion, or to `asOf` while running and fresh; null when nothing honest can be said. */
  readonly elapsedMs: number | null
  /** [p50, p95] of the same type in the same workspace; null without history. */
  readonly usualMs: readonly [number, number] | null
  readonly insight: DurationInsight
  readonly label: string | null
}

export interface NextStep {
  readonly label: string
  readonly href: string | null
}

export interface Verdict {
  readonly lifecycle: Lifecycle
  readonly freshness: FreshnessState
  readonly problem: ProblemClass
  readonly reason: VerdictReason
  readonly headline: string
  readonly guidance: string
  readonly nextStep: NextStep | null
  readonly progress: Progress
  readonly duration: RunDurationInsights
  readonly evidence: readonly Evidence[]
  readonly asOf: string
  /** The first instant at which time alone could change this verdict; null if none. */
  readonly nextChangeAt: string | null
}
