import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { EventKind } from '../../src/ledger/events.ts'
import type { Counts, LifecyclePolicyFacts, RunOutcome, RunStatus } from '../../src/truth/facts.ts'
import type { FixtureWorkspace } from './fixture.ts'

/** A run as it may stand in the ledger after any history. Times are ages in milliseconds before now; null: not set. */
export interface RunHistory {
  readonly type?: string
  readonly label?: string
  /** Slug of a tenant of the workspace. */
  readonly tenant?: string | null
  readonly status?: RunStatus
  readonly outcome?: RunOutcome
  readonly attempt?: number
  readonly maxAttempts?: number
  readonly createdAgoMs?: number
  readonly availableAgoMs?: number | null
  readonly startedAgoMs?: number | null
  readonly completedAgoMs?: number | null
  readonly progressAgoMs?: number | null
  readonly counts?: Counts | null
  readonly phase?: string | null
  readonly policy?: LifecyclePolicyFacts | null
  readonly lease?: string | null
  readonly worker?: string | null
  readonly bootId?: string | null
  readonly source?: string
  readonly queueName?: string | null
  readonly queueJobId?: string | null
  readonly initiator?: { kind: 'user' | 'token' | 'system'; id: string | null; name: string }
  readonly identity?: string | null
  readonly parentId?: string | null
  readonly reconciliation?: Record<string, unknown> | null
  readonly failure?: { code: string; message: string } | null
  readonly input?: Record<string, unknown>
}

export const COVERED: LifecyclePolicyFacts = {
  queuedWindowMs: 600_000,
  runningWindowMs: 1_800_000,
  reportsEveryMs: null,
  reconcileAfterMs: null,
  retry: 'safe',
}

export interface InsertedRun {
  readonly id: string
  readonly attempt: number
  readonly lease: string | null
}

/** Writes a history as the superuser, with the event the database insists on. */
export async function insertRunHistory(owner: pg.Pool, workspace: FixtureWorkspace, history: RunHistory = {}): Promise<InsertedRun> {
  const status = history.status ?? 'queued'
  const started =
    status === 'running' ? (history.startedAgoMs ?? 60_000) : (history.startedAgoMs ?? (status === 'completed' ? 60_000 : null))
  const attempt = history.attempt ?? (status === 'queued' ? 0 : 1)
  const lease = history.lease === undefined ? (status === 'running' ? randomUUID() : null) : history.lease
  const client = await owner.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>(
      `insert into runtruth.operation_runs (
         workspace_id, tenant_id, type, label, status, outcome, attempt, max_attempts, lease, lease_worker, lease_boot_id,
         created_at, available_at, started_at, completed_at, last_progress_at, counts, phase, policy, source, queue_name, queue_job_id,
         initiator_kind, initiator_id, initiator_name, identity_hash, parent_id, reconciliation, failure, input, requires, dispatch_confirmed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${ago(12)}, ${ago(13)}, ${ago(14)}, ${ago(15)}, ${ago(16)},
         $17, $18, $19, $20, $21, $22, $23, $24, $25, sha256(convert_to($26, 'UTF8')), $27, $28, $29, $30, 'operations.start', now()) returning id`,
      [
        workspace.id,
        history.tenant === null ? null : workspace.tenants[history.tenant ?? Object.keys(workspace.tenants)[0] ?? ''],
        history.type ?? 'inventory.sync',
        history.label ?? 'Inventory sync',
        status,
        history.outcome ?? (status === 'completed' ? 'succeeded' : 'pending'),
        attempt,
        history.maxAttempts ?? 1,
        lease,
        history.worker ?? null,
        history.bootId ?? null,
        history.createdAgoMs ?? 120_000,
        history.availableAgoMs ?? null,
        started,
        status === 'completed' ? (history.completedAgoMs ?? 30_000) : null,
        history.progressAgoMs ?? null,
        asJson(history.counts),
        history.phase ?? null,
        asJson(history.policy === undefined ? COVERED : history.policy),
        history.source ?? 'external',
        history.queueName ?? null,
        history.queueJobId ?? null,
        history.initiator?.kind ?? 'user',
        history.initiator ? history.initiator.id : workspace.owner.id,
        history.initiator?.name ?? workspace.owner.name,
        history.identity ?? null,
        history.parentId ?? null,
        asJson(history.reconciliation),
        asJson(history.failure),
        JSON.stringify(history.input ?? {}),
      ],
    )
    const id = rows[0]?.id
    if (id === undefined) throw new Error('The history was not written.')
    await client.query(
      `insert into runtruth.operation_events (workspace_id, run_id, tenant_id, kind, attempt, actor_kind, actor_name)
       select workspace_id, id, tenant_id, 'queued', 0, 'system', 'factory' from runtruth.operation_runs where workspace_id = $1 and id = $2`,
      [workspace.id, id],
    )
    await client.query('commit')
    return { id, attempt, lease }
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** So many of each run that is there in all: the same again, each with the event the database insists on. */
export async function multiplyRuns(owner: pg.Pool, workspace: FixtureWorkspace, times: number): Promise<void> {
  await owner.query(
    `with copied as (
       insert into runtruth.operation_runs (
         workspace_id, tenant_id, type, label, status, outcome, attempt, max_attempts, lease, lease_worker, lease_boot_id, created_at, available_at,
         started_at, completed_at, last_progress_at, counts, phase, policy, source, initiator_kind, initiator_id, initiator_name, parent_id,
         failure, input, requires, dispatch_confirmed_at)
       select workspace_id, tenant_id, type, label, status, outcome, attempt, max_attempts, case when lease is null then null else gen_random_uuid() end,
         lease_worker, lease_boot_id, created_at, available_at, started_at, completed_at, last_progress_at, counts, phase, policy, source,
         initiator_kind, initiator_id, initiator_name, parent_id, failure, input, requires, dispatch_confirmed_at
       from runtruth.operation_runs cross join generate_series(2, $2) where workspace_id = $1
       returning workspace_id, id, tenant_id
     )
     insert into runtruth.operation_events (workspace_id, run_id, tenant_id, kind, attempt, actor_kind, actor_name)
     select workspace_id, id, tenant_id, 'queued', 0, 'system', 'factory' from copied`,
    [workspace.id, times],
  )
}

/** One more event, or so many, for each of these runs; `its outcome`: the event of the end it has. */
export async function insertEventHistory(
  owner: pg.Pool | pg.PoolClient,
  runIds: readonly string[],
  kind: EventKind | 'its outcome',
  times = 1,
): Promise<void> {
  await owner.query(
    `insert into runtruth.operation_events (workspace_id, run_id, tenant_id, kind, attempt, actor_kind, actor_name)
     select workspace_id, id, tenant_id, coalesce($2, outcome), attempt, 'system', 'factory' from runtruth.operation_runs, generate_series(1, $3) where id = any($1::bigint[])`,
    [runIds, kind === 'its outcome' ? null : kind, times],
  )
}

/** What completeRun and amendRun write beside an end; to the owner of the workspace unless told otherwise. */
export async function insertNotification(
  owner: pg.Pool,
  workspace: FixtureWorkspace,
  runId: string,
  told: { readonly userId?: string | null; readonly kind?: 'finished' | 'amended' } = {},
): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into runtruth.notifications (workspace_id, run_id, user_id, kind) values ($1, $2, $3, $4) returning id`,
    [workspace.id, runId, told.userId ?? workspace.owner.id, told.kind ?? 'finished'],
  )
  const [row] = rows
  if (!row) throw new Error('The notification was not written.')
  return row.id
}

export interface WorkerHistory {
  readonly name: string
  readonly bootId?: string
  readonly heartbeatAgoMs?: number
  readonly heartbeatEveryMs?: number
  readonly types?: readonly string[]
  readonly stoppedAgoMs?: number | null
}

/** A worker's row without a process behind it: its session is not held. The host is one that no reader shares. */
export async function insertWorkerHistory(owner: pg.Pool, worker: WorkerHistory): Promise<{ name: string; bootId: string }> {
  const bootId = worker.bootId ?? randomUUID()
  await owner.query(
    `insert into runtruth.workers (name, boot_id, host, pid, machine_boot_id, version, types, concurrency, started_at, heartbeat_at, heartbeat_every_ms, stopped_at)
     values ($1, $2, 'elsewhere.example', 1, null, '0.0.0', $3, 1, now() - interval '1 hour', ${ago(4)}, $5, ${ago(6)})
     on conflict (name) do update set boot_id = excluded.boot_id, heartbeat_at = excluded.heartbeat_at, stopped_at = excluded.stopped_at`,
    [
      worker.name,
      bootId,
      worker.types ?? ['inventory.sync'],
      worker.heartbeatAgoMs ?? 0,
      worker.heartbeatEveryMs ?? 2_000,
      worker.stoppedAgoMs ?? null,
    ],
  )
  return { name: worker.name, bootId }
}

/**
 * The database's own uptime is part of the evidence, and a test database's server has just started. This makes it look
 * as if it had been up for long, by the means the product reads it.
 */
export async function pretendDatabaseUpFor(owner: pg.Pool, ms: number): Promise<void> {
  await owner.query(
    `create or replace function runtruth.database_up_since() returns timestamptz language sql volatile security definer
     as $$ select now() - make_interval(secs => ${Math.trunc(ms)} / 1000.0) $$`,
  )
}

/** Takes a worker's session lock, as its heartbeat thread would; release by ending the client. */
export async function holdSession(client: pg.Client | pg.PoolClient, name: string): Promise<void> {
  await client.query('select pg_advisory_lock(1381322324, session_key) from runtruth.workers where name = $1', [name])
}

function ago(parameter: number): string {
  return `now() - make_interval(secs => $${parameter}::float8 / 1000.0)`
}

function asJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}
