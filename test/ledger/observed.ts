import type { FollowStep } from '../../src/ledger/followJob.ts'
import type { ObservedDraft } from '../../src/ledger/mirrorJobs.ts'
import type { ObservedRow } from '../../src/ledger/sql/selectObserved.ts'
import type { AttemptLease } from '../../src/ledger/run.ts'

/** A job of somebody else's queue that nobody has heard of before. */
export const observedDraft: ObservedDraft = {
  tenantId: null,
  type: 'mail.send',
  label: 'Send mail',
  status: 'queued',
  outcome: 'pending',
  attempt: 0,
  maxAttempts: 1,
  createdAt: '2026-11-23T12:00:00.000Z',
  availableAt: null,
  startedAt: null,
  completedAt: null,
  counts: null,
  policy: null,
  input: {},
  initiatorKind: 'system',
  initiatorId: null,
  initiatorName: 'System',
  requires: null,
  identityHash: null,
  failure: null,
  diagnostics: null,
  queueName: 'emails',
  queueJobId: 'a',
  queueJobKey: 'a@1',
  life: 1,
  retryOf: null,
  holders: null,
  heartbeatAt: null,
  heartbeatEveryMs: null,
  silentAfterMs: null,
  recoversAfterMs: null,
  queueWaits: null,
  isNews: false,
}

/** What a follower would have seen of a running operation. */
export function observedRow({ running, tenantId }: { readonly running: AttemptLease; readonly tenantId: number | null }): ObservedRow {
  return {
    workspaceId: 0,
    tenantId,
    id: running.runId,
    queueName: 'emails',
    queueJobId: 'a',
    queueJobKey: 'a@1',
    life: 1,
    status: 'running',
    outcome: 'pending',
    attempt: running.attempt,
    lease: running.lease,
    trackedBy: null,
    requires: null,
    reconciled: false,
    amended: false,
    completedAt: null,
    availableAt: null,
    holders: null,
    heartbeatAt: null,
    counts: null,
    queueWaits: null,
    missing: false,
  }
}

export const JOB_ENDED: FollowStep = {
  kind: 'end',
  outcome: 'failed',
  endedAt: null,
  failure: null,
  diagnostics: null,
  counts: null,
  because: null,
}
