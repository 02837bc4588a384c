/**
 * Histories and the judgement a careful person would pass on each, written by hand. The stored files are compared with what the engine says
 * today; this table says what it ought to say, so that the files can be trusted. Long because it is a table.
 */

import {
  ago,
  alive,
  baseRun,
  completed,
  connected,
  DAY,
  disconnected,
  gone,
  HOUR,
  idle,
  job,
  MINUTE,
  policy,
  queued,
  reporting,
  running,
  safe,
} from './exampleFacts.ts'
import type { FreshnessState, Lifecycle, ProblemClass, VerdictReason } from '../verdict.ts'

export interface GoldenCase {
  readonly situation: string
  readonly cell: `${Lifecycle}-${FreshnessState}`
  readonly reason: VerdictReason
  readonly headline: string
  readonly problem: ProblemClass
  /** Words the guidance must contain. */
  readonly guidance: string
  readonly facts: unknown
}

const lostReconciliation = {
  reason: 'worker_lost',
  at: ago(4 * MINUTE),
  by: 'reconciler',
  rule: 'R1',
  because: 'The worker process worker-3 is gone',
  amendedAt: null,
} as const

type Row = readonly [
  situation: string,
  cell: GoldenCase['cell'],
  reason: VerdictReason,
  headline: string,
  problem: ProblemClass,
  guidance: string,
  facts: unknown,
]

const none = 'none'
const attention = 'active_stale_attention'
const followUp = 'terminal_follow_up'

// One history a line: wrapped, the table could no longer be compared by eye.
// oxfmt-ignore
const ROWS: readonly Row[] = [
  // queued · fresh
  ['just-queued', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Waiting for a worker. No action needed yet.', queued()],
  ['queued-exactly-as-long-as-its-window', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Waiting for a worker', queued({ createdAt: ago(10 * MINUTE) })],
  ['scheduled-tonight', 'queued-fresh', 'scheduled', 'Queued', none, 'Scheduled for 24 Nov 03:00:00 UTC.', queued({ availableAt: '2026-11-24T03:00:00Z' })],
  ['scheduled-uncovered-type', 'queued-fresh', 'scheduled', 'Queued', none, 'Scheduled for 12:09:00 UTC.', queued({ availableAt: ago(-5 * MINUTE) }, { policy: null })],
  ['second-attempt-backing-off', 'queued-fresh', 'retry_backoff', 'Queued', none, 'Attempt 2 of 3 starts at 12:04:30 UTC.', queued({ attempt: 1, maxAttempts: 3, availableAt: ago(-30) })],
  ['second-attempt-due', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Attempt 2 of 3.', queued({ attempt: 1, maxAttempts: 3, createdAt: ago(DAY), availableAt: ago(3) })],
  ['queue-paused-by-dana', 'queued-fresh', 'queue_paused', 'Queued', none, 'The queue is paused by Dana. Nothing starts until it is resumed.', queued({}, { queue: { ...idle, paused: { by: 'Dana', since: ago(60) } } })],
  ['queue-paused-by-nobody-known', 'queued-fresh', 'queue_paused', 'Queued', none, 'The queue is paused. Nothing starts until it is resumed.', queued({}, { queue: { ...idle, paused: { by: null, since: null } } })],
  ['no-worker-serves-the-queue', 'queued-fresh', 'no_live_worker', 'Queued', none, 'No live worker serves this queue.', queued({}, { queue: { ...idle, liveWorkers: 0 } })],
  ['behind-four', 'queued-fresh', 'behind_others', 'Queued', none, 'Waiting for a worker, behind 4 operations.', queued({}, { queue: { ...idle, ahead: 4 } })],
  ['held-by-concurrency-limit', 'queued-fresh', 'concurrency_limit', 'Queued', none, 'Held by a concurrency limit of 5.', queued({}, { queue: { ...idle, ahead: 1, concurrencyLimit: 5 } })],
  ['held-by-two-others', 'queued-fresh', 'dependency', 'Queued', none, 'Held until 2 other operations have ended. No action needed yet.', queued({}, { queue: { ...idle, dependencies: 2 } })],
  ['not-confirmed-by-its-queue', 'queued-fresh', 'dispatch_unconfirmed', 'Queued', none, 'Its queue has not confirmed yet that it has the job.', queued({ dispatchUnconfirmed: true })],
  ['queue-says-waiting', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Waiting for a worker', queued({}, { queueJob: job('waiting', 180) })],
  ['job-missing-for-exactly-five-seconds', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Waiting', queued({ dispatchUnconfirmed: true }, { queueJob: job('missing', 5) })],
  ['cancellation-asked-while-queued', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Cancellation was asked for at 12:03:50 UTC.', queued({ cancelRequestedAt: ago(10) })],
  ['created-three-seconds-ahead', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Waiting', queued({ createdAt: ago(-3) })],
  ['old-failure-word-of-unknown-age', 'queued-fresh', 'waiting_for_worker', 'Queued', none, 'Waiting', queued({}, { queueJob: job('failed', null) })],

  // queued · likely stale
  ['queued-too-long', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'Queued for 14 min, past its 10 min lifecycle window. Review worker health.', queued({ createdAt: ago(14 * MINUTE) })],
  ['a-millisecond-past-the-window', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'Queued for 10 min', queued({ createdAt: ago(10 * MINUTE + 0.001) })],
  ['queued-too-long-behind-a-pause', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'The queue is paused by Dana.', queued({ createdAt: ago(3 * HOUR + 20 * MINUTE) }, { queue: { ...idle, paused: { by: 'Dana', since: ago(HOUR) } } })],
  ['queued-too-long-without-workers', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'No live worker serves this queue.', queued({ createdAt: ago(20 * MINUTE) }, { queue: { ...idle, liveWorkers: 0 } })],
  ['schedule-missed', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'Queued for 11 min', queued({ createdAt: ago(DAY), availableAt: ago(11 * MINUTE) })],
  ['queue-still-says-waiting', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'Queued for 2 d 1 h', queued({ createdAt: ago(2 * DAY + HOUR) }, { queueJob: job('waiting', 2 * DAY) })],
  ['third-attempt-never-picked-up', 'queued-likely_stale', 'past_queued_window', 'Likely stale', attention, 'Attempt 3 of 3.', queued({ attempt: 2, maxAttempts: 3, createdAt: ago(DAY), availableAt: ago(12 * MINUTE) })],

  // queued · orphaned
  ['job-vanished-from-the-queue', 'queued-orphaned', 'queue_job_missing', 'Job lost', attention, 'The queue has had no job for this operation since 12:03:00 UTC. Reconciliation will close this operation.', queued({}, { queueJob: job('missing', 60) })],
  ['dispatch-never-arrived', 'queued-orphaned', 'queue_job_missing', 'Job lost', attention, 'The queue has had no job', queued({ dispatchUnconfirmed: true }, { queueJob: job('missing', 180) })],
  ['job-failed-before-start', 'queued-orphaned', 'queue_job_failed', 'Ended without report', attention, 'its job failed at 12:03:54 UTC', queued({}, { queueJob: job('failed', 6) })],
  ['job-completed-while-queued', 'queued-orphaned', 'queue_job_completed', 'Ended without report', attention, 'its job ended at 12:02:00 UTC', queued({}, { queueJob: job('completed', 120) })],
  ['scheduled-job-vanished', 'queued-orphaned', 'queue_job_missing', 'Job lost', attention, 'no job', queued({ availableAt: ago(-HOUR) }, { queueJob: job('missing', 60) })],
  ['uncovered-type-job-vanished', 'queued-orphaned', 'queue_job_missing', 'Job lost', attention, 'no job', queued({}, { policy: null, queueJob: job('missing', 60) })],

  // queued · unknown
  ['uncovered-type', 'queued-unknown', 'uncovered_type', 'Queued, not verified', none, 'No lifecycle window is defined for this type', queued({}, { policy: null })],
  ['uncovered-type-for-weeks', 'queued-unknown', 'uncovered_type', 'Queued, not verified', none, 'its age says nothing about its health', queued({ createdAt: ago(20 * DAY) }, { policy: null })],
  ['policy-without-queued-window', 'queued-unknown', 'uncovered_type', 'Queued, not verified', none, 'No lifecycle window', queued({}, { policy: { ...policy, queuedWindowMs: null } })],
  ['created-in-the-future', 'queued-unknown', 'unusable_timestamps', 'Queued, not verified', none, 'Its creation time is in the future', queued({ createdAt: ago(-6) })],
  ['created-unreadable', 'queued-unknown', 'unusable_timestamps', 'Queued, not verified', none, 'Its creation time cannot be read', queued({ createdAt: 'yesterday' })],
  ['available-unreadable', 'queued-unknown', 'unusable_timestamps', 'Queued, not verified', none, 'Its due time cannot be read', queued({ availableAt: '2026-02-30T00:00:00Z' })],
  ['created-without-zone', 'queued-unknown', 'unusable_timestamps', 'Queued, not verified', none, 'cannot be read', queued({ createdAt: '2026-11-23T12:00:00' })],
  ['status-unreadable', 'queued-unknown', 'unreadable_status', 'Queued, not verified', none, 'Its recorded status could not be read', { ...queued(), run: { ...baseRun, status: 'stale' } }],
  ['no-facts-at-all', 'queued-unknown', 'unreadable_facts', 'Queued, not verified', none, 'could not be read', null],
  ['no-run', 'queued-unknown', 'unreadable_facts', 'Queued, not verified', none, 'could not be read', { factsVersion: 1, asOf: ago(0), run: 'gone' }],

  // running · fresh
  ['just-started', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({ startedAt: ago(1) })],
  ['connected-to-another-queue', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: connected, queueJob: job('active', 120) })],
  ['connection-unseen-for-exactly-three-seconds', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: { ...disconnected, sessionSeenAt: ago(3) } })],
  ['connection-gone-store-just-came-back', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: { ...disconnected, databaseUpSince: ago(14) } })],
  ['counting', 'running-fresh', 'within_window', 'Running', none, '37 of 100', running({ counts: { processed: 37, total: 100 }, lastProgressAt: ago(2) })],
  ['all-processed', 'running-fresh', 'within_window', 'Running', none, 'All 1,204 processed. Finishing.', running({ counts: { processed: 1_204, total: 1_204 }, lastProgressAt: ago(2) })],
  ['counts-that-cannot-be', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({ counts: { processed: 5, total: 0 }, lastProgressAt: ago(2) })],
  ['summaries-are-no-progress', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({ counts: { succeeded: 30, failed: 7, total: 100 }, lastProgressAt: ago(2) })],
  ['phase-before-counts', 'running-fresh', 'within_window', 'Running', none, 'Uploading files, 412 of 980', running({ phase: 'Uploading files', counts: { processed: 412, total: 980 }, lastProgressAt: ago(2) })],
  ['parts', 'running-fresh', 'within_window', 'Running', none, '2 of 5 parts finished', running({ children: { total: 5, finished: 2 } })],
  ['second-attempt-counts-started-over', 'running-fresh', 'within_window', 'Running', none, '3 of 100, restarted. Attempt 2 of 3.', running({ attempt: 2, maxAttempts: 3, restartedAt: ago(20), counts: { processed: 3, total: 100 }, lastProgressAt: ago(2) })],
  ['second-attempt-nothing-reported-yet', 'running-fresh', 'within_window', 'Running', none, 'Working. Attempt 2 of 3.', running({ attempt: 2, maxAttempts: 3, restartedAt: ago(20), counts: { processed: 80, total: 100 }, lastProgressAt: ago(90) })],
  ['longer-than-usual-but-alive', 'running-fresh', 'within_window', 'Running', none, 'Longer than usual, usually 30–45 s.', running({}, { history: { p50Ms: 30_000, p95Ms: 45_000, count: 41 } })],
  ['slow-past-its-window-still-reporting', 'running-fresh', 'within_window', 'Running', none, '9 of 10', running({ createdAt: ago(HOUR), startedAt: ago(50 * MINUTE), counts: { processed: 9, total: 10 }, lastProgressAt: ago(7 * MINUTE) })],
  ['silent-for-exactly-three-beats', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: { ...alive, heartbeatAt: ago(6) } })],
  ['silent-thread-but-reporting', 'running-fresh', 'within_window', 'Running', none, '37 of 100', running({ counts: { processed: 37, total: 100 }, lastProgressAt: ago(4) }, { worker: { ...alive, heartbeatAt: ago(60) } })],
  ['database-just-came-back', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: { ...gone, databaseUpSince: ago(5) } })],
  ['session-dropped-between-two-beats', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: { ...alive, heartbeatAt: ago(3), sessionHeld: false } })],
  ['uncovered-type-living-worker', 'running-fresh', 'worker_alive', 'Running', none, 'Working.', running({ startedAt: ago(20 * DAY) }, { policy: null })],
  ['no-worker-record-inside-window', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: null })],
  ['job-failed-a-moment-ago', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { queueJob: job('failed', 5) })],
  ['job-failed-before-this-attempt', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({ attempt: 2, restartedAt: ago(20) }, { queueJob: job('failed', 60, 30) })],
  ['cancellation-asked-while-running', 'running-fresh', 'within_window', 'Running', none, 'Cancellation was asked for at 12:03:55 UTC.', running({ cancelRequestedAt: ago(5) })],
  ['heartbeat-from-the-future-is-not-read', 'running-fresh', 'within_window', 'Running', none, 'Working.', running({}, { worker: { ...alive, heartbeatAt: ago(-10) } })],
  ['phase-with-a-forbidden-word', 'running-fresh', 'within_window', 'Running', none, '“Retry failed uploads”', running({ phase: 'Retry failed uploads' })],

  // running · likely stale
  ['lock-not-renewed-though-connected', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, 'Last sign of life 31 s ago; expected every 15 s. Review worker health.', running({}, { worker: { ...connected, heartbeatAt: ago(31) } })],
  ['worker-silent', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, 'Last sign of life 48 s ago; expected every 2 s. Review worker health.', running({}, { worker: { ...alive, heartbeatAt: ago(48) } })],
  ['worker-silent-by-a-millisecond', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, 'Last sign of life 6 s ago', running({}, { worker: { ...alive, heartbeatAt: ago(6.001) } })],
  ['worker-silent-session-not-checked', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, '59 s ago', running({}, { worker: { ...gone, sessionHeld: null } })],
  ['worker-silent-since-database-came-back', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, 'nothing since the database came back 10 s ago', running({}, { worker: { ...gone, databaseUpSince: ago(10) } })],
  ['reader-looked-away', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, 'The worker was last looked at 40 s ago.', running({}, { worker: { ...alive, heartbeatAt: ago(41), observedAt: ago(40) } })],
  ['session-missing-when-last-seen-beating', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, 'last looked at', running({}, { worker: { ...alive, heartbeatAt: ago(41), sessionHeld: false, observedAt: ago(40) } })],
  ['frozen-progress-of-a-silent-worker', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, '48 s ago', running({ counts: { processed: 37, total: 100 }, lastProgressAt: ago(60) }, { worker: { ...alive, heartbeatAt: ago(48) } })],
  ['uncovered-type-silent-worker', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, '48 s ago', running({}, { policy: null, worker: { ...alive, heartbeatAt: ago(48) } })],
  ['reports-stopped', 'running-likely_stale', 'progress_silent', 'Likely stale', attention, 'Last report 1 min 31 s ago; expected every 30 s.', running({ lastProgressAt: ago(91) }, { policy: reporting })],
  ['never-reported-though-promised', 'running-likely_stale', 'progress_silent', 'Likely stale', attention, 'No report since it started 2 min ago; expected every 30 s.', running({}, { policy: reporting })],
  ['past-its-window-without-a-word', 'running-likely_stale', 'past_running_window', 'Likely stale', attention, 'Started 45 min ago, past its 30 min lifecycle window, with nothing reported.', running({ createdAt: ago(HOUR), startedAt: ago(45 * MINUTE) })],
  ['past-its-window-last-report-too-old', 'running-likely_stale', 'past_running_window', 'Likely stale', attention, 'last report 8 min ago', running({ createdAt: ago(HOUR), startedAt: ago(45 * MINUTE), lastProgressAt: ago(8 * MINUTE) })],
  ['no-worker-record-past-window', 'running-likely_stale', 'past_running_window', 'Likely stale', attention, 'Started 31 min ago', running({ createdAt: ago(HOUR), startedAt: ago(31 * MINUTE) }, { worker: null })],
  ['queue-says-active', 'running-likely_stale', 'worker_silent', 'Likely stale', attention, '48 s ago', running({}, { worker: { ...alive, heartbeatAt: ago(48) }, queueJob: job('active', 120) })],

  // running · orphaned
  ['connection-to-another-queue-gone', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'The worker process mailer-1 is gone (session ended by 12:04:00, last seen 12:03:51 UTC). Reconciliation will close this operation.', running({}, { worker: { ...disconnected, heartbeatAt: ago(9) } })],
  ['connection-gone-queue-gives-it-out-anew', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'Its queue may still give it to another worker; if it does not, reconciliation will close this operation.', running({}, { worker: { ...disconnected, heartbeatAt: ago(40) }, queueJob: job('active', 120), queue: { ...idle, recoversAfterMs: 90_000 } })],
  ['worker-killed', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'The worker process worker-1 is gone (session ended by 12:03:59, last seen 12:03:01 UTC). Reconciliation will close this operation.', running({}, { worker: { ...gone, observedAt: ago(1) } })],
  ['worker-killed-mid-count', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'last seen 12:03:01 UTC', running({ counts: { processed: 412, total: 980 }, lastProgressAt: ago(60) }, { worker: gone })],
  ['worker-killed-a-millisecond-past-the-grace', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'gone', running({}, { worker: { ...gone, heartbeatAt: ago(3.001), databaseUpSince: ago(15.001) } })],
  ['worker-killed-uncovered-type', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'gone', running({}, { policy: null, worker: gone })],
  ['worker-cut-off-but-alive', 'running-orphaned', 'worker_session_ended', 'Worker lost', attention, 'exists but can no longer reach the ledger', running({}, { worker: { ...gone, processAlive: true } })],
  ['worker-restarted-and-beating', 'running-orphaned', 'worker_restarted', 'Worker lost', attention, 'Worker worker-1 has started anew', running({}, { worker: { ...alive, bootId: 'b2' } })],
  ['process-gone-on-this-host', 'running-orphaned', 'process_gone', 'Worker lost', attention, 'no longer exists on its host', running({}, { worker: { ...alive, processAlive: false } })],
  ['job-failed-without-report', 'running-orphaned', 'queue_job_failed', 'Ended without report', attention, 'its job failed at 12:03:00 UTC', running({}, { queueJob: job('failed', 60) })],
  ['job-completed-without-report', 'running-orphaned', 'queue_job_completed', 'Ended without report', attention, 'its job ended at 12:03:00 UTC', running({}, { queueJob: job('completed', 60) })],
  ['job-missing-while-running', 'running-orphaned', 'queue_job_missing', 'Job lost', attention, 'since 12:03:00 UTC', running({}, { queueJob: job('missing', 60) })],
  ['start-missing-but-process-gone', 'running-orphaned', 'process_gone', 'Worker lost', attention, 'no longer exists', running({ startedAt: null }, { worker: { ...alive, processAlive: false } })],

  // running · unknown
  ['uncovered-type-no-worker', 'running-unknown', 'uncovered_type', 'Running, not verified', none, 'No lifecycle window is defined for this type', running({}, { policy: null, worker: null })],
  ['uncovered-type-session-merely-missing', 'running-unknown', 'uncovered_type', 'Running, not verified', none, 'No lifecycle window', running({}, { policy: null, worker: { ...alive, heartbeatAt: null, sessionHeld: false } })],
  ['started-in-the-future', 'running-unknown', 'unusable_timestamps', 'Running, not verified', none, 'Its start time is in the future', running({ startedAt: ago(-60) })],
  ['start-missing', 'running-unknown', 'unusable_timestamps', 'Running, not verified', none, 'Its start time is missing', running({ startedAt: null })],
  ['attempt-start-unreadable', 'running-unknown', 'unusable_timestamps', 'Running, not verified', none, 'Its start time cannot be read', running({ attempt: 2, restartedAt: 'soon' })],
  ['report-from-the-future', 'running-unknown', 'unusable_timestamps', 'Running, not verified', none, 'dated in the future', running({ counts: { processed: 1, total: 2 }, lastProgressAt: ago(-60) })],
  ['status-unreadable-but-started', 'running-unknown', 'unreadable_status', 'Running, not verified', none, 'inferred from its times', { ...running(), run: { ...running().run, status: 7 } }],
  ['no-evaluation-time', 'running-unknown', 'unusable_timestamps', 'Running, not verified', none, 'The time of evaluation is missing', { ...running(), asOf: null }],

  // completed · settled
  ['succeeded', 'completed-settled', 'reported_by_worker', 'Succeeded', none, 'Finished at 11:59:00 UTC. 1,204 of 1,204 processed, 3 skipped. Took 4 min.', completed({ outcome: 'succeeded', counts: { processed: 1_204, total: 1_204, skipped: 3 } })],
  ['succeeded-slowly', 'completed-settled', 'reported_by_worker', 'Succeeded', none, 'Took 4 min, longer than the usual 1–3 min.', completed({ outcome: 'succeeded' }, { history: { p50Ms: 60_000, p95Ms: 180_000, count: 5 } })],
  ['failed', 'completed-settled', 'reported_by_worker', 'Failed', followUp, 'The file is not there. Failed at 11:59:00 UTC.', completed({ outcome: 'failed', failure: { code: 'not_found', message: 'The file is not there' } })],
  ['failed-safe-type', 'completed-settled', 'reported_by_worker', 'Failed', followUp, 'Attempt 3 of 3.', completed({ outcome: 'failed', attempt: 3, maxAttempts: 3 }, { policy: safe })],
  ['failed-uncovered-type', 'completed-settled', 'reported_by_worker', 'Failed', followUp, 'without saying why', completed({ outcome: 'failed' }, { policy: null })],
  ['failed-with-words-of-life', 'completed-settled', 'reported_by_worker', 'Failed', followUp, '“Working directory not found”.', completed({ outcome: 'failed', failure: { code: 'x', message: 'Working directory not found' } })],
  ['failed-with-raw-material', 'completed-settled', 'reported_by_worker', 'Failed', followUp, 'Recorded text kept in the diagnostics.', completed({ outcome: 'failed', failure: { code: 'x', message: 'SQLSTATE 23505' } })],
  ['failed-then-superseded', 'completed-settled', 'reported_by_worker', 'Failed', none, 'Superseded by operation 4715.', completed({ outcome: 'failed', supersededBy: '4715' })],
  ['blocked', 'completed-settled', 'reported_by_worker', 'Blocked', followUp, 'It could not go ahead, reported at 11:59:00 UTC.', completed({ outcome: 'blocked' })],
  ['partially-succeeded', 'completed-settled', 'reported_by_worker', 'Partially succeeded', followUp, 'not all of it succeeded. 100 of 100 processed, 93 succeeded, 7 failed.', completed({ outcome: 'partially_succeeded', counts: { processed: 100, total: 100, succeeded: 93, failed: 7 } })],
  ['cancelled', 'completed-settled', 'reported_by_worker', 'Cancelled', none, 'Cancelled at 11:59:00 UTC. Took 4 min. Cancellation was asked for at 11:58:50 UTC.', completed({ outcome: 'cancelled', cancelRequestedAt: ago(310) })],
  ['outcome-not-recorded', 'completed-settled', 'outcome_not_recorded', 'Outcome not recorded', followUp, 'how it ended was not recorded', completed({ outcome: 'pending' })],
  ['status-unreadable-but-completed', 'completed-settled', 'reported_by_worker', 'Succeeded', none, 'Finished', { ...completed({ outcome: 'succeeded' }), run: { ...completed({ outcome: 'succeeded' }).run, status: null } }],
  ['succeeded-without-evaluation-time', 'completed-settled', 'reported_by_worker', 'Succeeded', none, 'Finished at 23 Nov 2026 11:59:00 UTC.', { ...completed({ outcome: 'succeeded' }), asOf: 'now' }],

  // completed · reconciled
  ['worker-lost-closed', 'completed-reconciled', 'reconciled', 'Reconciled as failed', followUp, 'Worker process ended. The worker process worker-3 is gone. Closed by reconciler at 12:00:00 UTC.', completed({ outcome: 'failed', reconciliation: lostReconciliation })],
  ['never-started-closed', 'completed-reconciled', 'reconciled', 'Reconciled as failed', followUp, 'Operation never started.', completed({ outcome: 'failed', startedAt: null, attempt: 0, reconciliation: { ...lostReconciliation, reason: 'stale_queued', rule: 'Q4', because: null } })],
  ['settled-from-business-proof', 'completed-reconciled', 'reconciled', 'Reconciled as succeeded', none, 'Settled from related records.', completed({ outcome: 'succeeded', reconciliation: { ...lostReconciliation, reason: 'adapter_out_of_sync', by: 'adapter files.backup', rule: null, because: 'All 980 files are in the archive' } })],
  ['amended-to-succeeded', 'completed-reconciled', 'amended', 'Succeeded (amended)', none, "Reconciled as failed at 12:00:00 UTC; amended by the worker's own report at 12:02:00 UTC.", completed({ outcome: 'succeeded', reconciliation: { ...lostReconciliation, amendedAt: ago(120) } })],
  ['amended-still-failed', 'completed-reconciled', 'amended', 'Failed (amended)', followUp, 'Disk full.', completed({ outcome: 'failed', failure: { code: 'disk_full', message: 'Disk full' }, reconciliation: { ...lostReconciliation, amendedAt: ago(120) } })],
  ['closed-then-superseded', 'completed-reconciled', 'reconciled', 'Reconciled as failed', none, 'Superseded by operation 4715.', completed({ outcome: 'failed', supersededBy: '4715', reconciliation: lostReconciliation })],
  ['closed-by-an-operator', 'completed-reconciled', 'reconciled', 'Reconciled as failed', followUp, 'Closed by Dana', completed({ outcome: 'failed', reconciliation: { ...lostReconciliation, by: 'Dana' } }, { policy: safe })],
  ['closed-outcome-not-recorded', 'completed-reconciled', 'reconciled', 'Reconciled, outcome not recorded', followUp, 'Worker process ended.', completed({ outcome: 'pending', reconciliation: lostReconciliation })],
]

export const GOLDEN_CASES: readonly GoldenCase[] = ROWS.map(([situation, cell, reason, headline, problem, guidance, given]) => ({
  situation,
  cell,
  reason,
  headline,
  problem,
  guidance,
  facts: given,
}))
