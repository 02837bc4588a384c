/** Long because it is one list: an operation in every state the console can show. */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { LifecyclePolicyFacts } from '../../src/truth/facts.ts'
import { COVERED, insertEventHistory, insertRunHistory, insertWorkerHistory, type RunHistory } from '../support/factories.ts'
import type { FixtureWorkspace } from '../support/fixture.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Never closed for age: the picture has to stay as it is. */
const PATIENT: LifecyclePolicyFacts = { ...COVERED, queuedWindowMs: 30 * DAY, runningWindowMs: 30 * DAY }
const STRICT: LifecyclePolicyFacts = { ...COVERED, reconcileAfterMs: 300 * DAY }

const LONG_NAME =
  'Reconcile the entitlements of every mailbox, shared drive and room of the whole organisation against the directory, once more, carefully'

const reconciledAs = (outcome: string, reason: string, because: string) => ({
  reason,
  outcome,
  at: new Date(Date.now() - 20 * MINUTE).toISOString(),
  by: 'Reconciler',
  rule: 'R1',
  because,
  evidence: [],
  notChecked: [],
  asOf: new Date(Date.now() - 20 * MINUTE).toISOString(),
  amendedAt: null,
  amendedFrom: null,
})

/** By the name of the state; a test asks for one of them, a page shows them all. */
export const PICTURES = {
  'queued fresh': { label: 'Inventory sync', policy: PATIENT, createdAgoMs: 40_000 },
  'queued scheduled': { label: 'Nightly export', policy: PATIENT, createdAgoMs: MINUTE, availableAgoMs: -3 * HOUR },
  'queued stale': { label: 'Backup of SharePoint', policy: STRICT, createdAgoMs: 14 * MINUTE },
  'queued orphaned': {
    label: 'Archive',
    policy: STRICT,
    createdAgoMs: 9 * MINUTE,
    source: 'pg-boss',
    queueName: 'archive',
    queueJobId: '7b0c0c52-5d0e-4c2e-9d3a-0f7f3f0b8a11',
  },
  'queued unknown': { label: 'Licence report', policy: null, createdAgoMs: 3 * HOUR },
  'running fresh counted': {
    label: 'Backup of SharePoint',
    status: 'running',
    policy: PATIENT,
    worker: 'gallery',
    startedAgoMs: 4 * MINUTE,
    progressAgoMs: 1_000,
    counts: { processed: 412, total: 980 },
  },
  'running fresh phased': {
    label: 'Archive',
    status: 'running',
    policy: PATIENT,
    worker: 'gallery',
    startedAgoMs: 2 * MINUTE,
    phase: 'Writing the manifest',
  },
  'running fresh activity': { label: LONG_NAME, status: 'running', policy: PATIENT, worker: 'gallery', startedAgoMs: MINUTE },
  'running stale': {
    label: 'Inventory sync',
    status: 'running',
    policy: STRICT,
    worker: 'silent',
    startedAgoMs: 50 * MINUTE,
    progressAgoMs: 45 * MINUTE,
    counts: { processed: 37, total: 100 },
  },
  'running unknown': { label: 'Licence report', status: 'running', policy: null, worker: null, startedAgoMs: 2 * HOUR },
  'running orphaned': {
    label: 'Mailbox migration',
    status: 'running',
    policy: STRICT,
    worker: 'worker-3',
    startedAgoMs: 22 * MINUTE,
    progressAgoMs: 90_000,
    counts: { processed: 5_120, total: 9_800 },
  },
  succeeded: { status: 'completed', outcome: 'succeeded', counts: { processed: 1_204 }, startedAgoMs: 4 * MINUTE, completedAgoMs: MINUTE },
  'partially succeeded': {
    label: 'مزامنة المستودع',
    status: 'completed',
    outcome: 'partially_succeeded',
    counts: { processed: 90, failed: 10, total: 100 },
    completedAgoMs: 2 * HOUR,
    failure: { code: 'some_failed', message: '10 mailboxes could not be read: access was refused.' },
  },
  blocked: {
    label: 'Backup of SharePoint',
    status: 'completed',
    outcome: 'blocked',
    completedAgoMs: 3 * HOUR,
    failure: { code: 'tenant_suspended', message: 'The tenant is suspended. Nothing was started.' },
  },
  failed: {
    label: 'Nightly export',
    status: 'completed',
    outcome: 'failed',
    completedAgoMs: 4 * HOUR,
    failure: { code: 'disk_full', message: 'The disk of the export target is full. Free space on it, then try again.' },
  },
  cancelled: { status: 'completed', outcome: 'cancelled', completedAgoMs: 5 * HOUR },
  'reconciled failed': {
    label: 'Inventory sync',
    status: 'completed',
    outcome: 'failed',
    completedAgoMs: 20 * MINUTE,
    reconciliation: reconciledAs('failed', 'worker_lost', 'The worker process worker-2 no longer exists on its host.'),
    failure: { code: 'worker_lost', message: 'Worker process ended.' },
  },
  'reconciled succeeded': {
    label: 'Archive',
    status: 'completed',
    outcome: 'succeeded',
    completedAgoMs: 25 * MINUTE,
    reconciliation: reconciledAs('succeeded', 'adapter_out_of_sync', 'Archive and manifest exist and verify.'),
  },
} as const satisfies Record<string, RunHistory>
export type Picture = keyof typeof PICTURES

/** One of them. What is lost leans on a worker that registered anew, which stays proof for as long as it hangs. */
export async function hangOne(owner: pg.Pool, workspace: FixtureWorkspace, picture: Picture, toldTo?: string): Promise<string> {
  const history: RunHistory = PICTURES[picture]
  const tenants = Object.keys(workspace.tenants)
  const orphan = picture === 'running orphaned'
  if (orphan) await insertWorkerHistory(owner, { name: 'worker-3' })
  const { id } = await insertRunHistory(owner, workspace, {
    createdAgoMs: (history.startedAgoMs ?? history.completedAgoMs ?? 0) + MINUTE,
    tenant: tenants[Object.keys(PICTURES).indexOf(picture) % tenants.length] ?? null,
    ...history,
    ...(orphan ? { bootId: randomUUID() } : {}),
  })
  if (history.status === 'running' || history.status === 'completed') await insertEventHistory(owner, [id], 'started')
  if (history.status === 'completed') {
    await insertEventHistory(owner, [id], history.reconciliation ? 'reconciled' : 'its outcome')
    if (toldTo !== undefined)
      await owner.query(`insert into runtruth.notifications (workspace_id, run_id, user_id, kind) values ($1, $2, $3, 'finished')`, [
        workspace.id,
        id,
        toldTo,
      ])
  }
  if (picture === 'queued orphaned')
    await owner.query(
      `insert into runtruth.missing_jobs (workspace_id, run_id, queue_job_id, first_missed_at)
       select workspace_id, id, queue_job_id, now() - interval '1 minute' from runtruth.operation_runs where id = $1`,
      [id],
    )
  if (picture === 'running stale')
    await owner.query(
      `update runtruth.operation_runs set heartbeat_every_ms = 2000, heartbeat_at = now() - interval '45 minutes' where id = $1`,
      [id],
    )
  await beat(owner, workspace)
  return id
}

/** All of them; ids by state. */
export async function hangGallery(owner: pg.Pool, workspace: FixtureWorkspace, toldTo?: string): Promise<Record<Picture, string>> {
  const hung: [string, string][] = []
  for (const picture of Object.keys(PICTURES)) {
    // The keys of the pictures.
    hung.push([picture, await hangOne(owner, workspace, picture as Picture, toldTo)])
  }
  // Every name has just been hung.
  return Object.fromEntries(hung) as Record<Picture, string>
}

/** Those that live go on living: to be called every second or two for as long as somebody looks. */
export async function beat(owner: pg.Pool, workspace: FixtureWorkspace): Promise<void> {
  await owner.query(
    `update runtruth.operation_runs set heartbeat_every_ms = 2000, heartbeat_at = now()
     where workspace_id = $1 and lease_worker = 'gallery' and status = 'running'`,
    [workspace.id],
  )
}
