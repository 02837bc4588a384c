/**
 * Fills an empty, migrated ledger in about a minute: triggers and foreign keys are off while it writes, and what they would
 * have kept (events, counts) is filled in afterwards. Only a superuser can, and only a benchmark should.
 */

import type pg from 'pg'
import {
  COMPOSITE_TYPE,
  NEWEST,
  PART_TYPE,
  RUNS,
  TENANTS_OF_BIG,
  TENANTS_OF_OTHERS,
  TYPES,
  WORKERS,
  WORKSPACES,
  workspaceBounds,
} from './ledgerShape.ts'

const PLACES = `
  insert into runtruth.workspaces (id, slug, name) overriding system value
    select w, 'workspace-' || w, 'Workspace ' || w from generate_series(1, ${WORKSPACES}) w;
  insert into runtruth.tenants (workspace_id, id, slug, name) overriding system value
    select w, w * 100 + t, 'tenant-' || t, 'Tenant ' || t
    from generate_series(1, ${WORKSPACES}) w cross join generate_series(1, case when w = 1 then ${TENANTS_OF_BIG} else ${TENANTS_OF_OTHERS} end) t;
  insert into runtruth.workers (name, boot_id, host, pid, version, types, concurrency, heartbeat_every_ms)
    select 'worker-' || w, md5('boot' || w)::uuid, 'bench.example', w, '0.0.0', $1::text[], 50, 2000 from generate_series(1, ${WORKERS}) w`

/**
 * h is a fixed pseudo-random word of the run's number, so every ledger is the same one. The multiplier shares no factor
 * with RUNS: it visits every place once, which gives each workspace its exact share in scattered order.
 */
const RUNS_INSERT = `
  insert into runtruth.operation_runs (
    workspace_id, id, tenant_id, type, label, status, outcome, attempt, max_attempts, lease, lease_worker, lease_boot_id,
    created_at, started_at, completed_at, last_progress_at, counts, phase, composite, parent_id, part_key,
    initiator_kind, initiator_id, initiator_name, requires, policy, input, identity_hash, failure, diagnostics, reconciliation,
    source, queue_name, queue_job_id, dispatch_confirmed_at)
  overriding system value
  select
    d.workspace, d.g, d.tenant, d.type, initcap(replace(d.type, '.', ' ')), d.status, d.outcome,
    case when d.status = 'queued' then 0 else 1 end, 1,
    case when d.status = 'queued' then null else md5('lease' || d.g)::uuid end,
    case when d.status = 'queued' then null else 'worker-' || 1 + d.h % ${WORKERS} end,
    case when d.status = 'queued' then null else md5('boot' || 1 + d.h % ${WORKERS})::uuid end,
    d.created, case when d.status <> 'queued' then d.created + interval '2 seconds' end,
    case when d.status = 'completed' then d.created + interval '2 seconds' + d.took end,
    case when d.status <> 'queued' then d.created + interval '2 seconds' + d.took / 2 end,
    case when d.status <> 'queued' then jsonb_build_object('processed', d.h % 1000, 'total', 1000, 'bytes', d.h) end,
    case when d.h % 7 = 0 and d.status <> 'queued' then 'verifying' end,
    d.composite, d.parent, case when d.parent is not null then 'part-' || d.g - d.parent end,
    case when d.h % 10 < 6 then 'user' when d.h % 10 < 8 then 'token' else 'system' end,
    case when d.h % 10 < 8 then (d.h % 37)::text end,
    (array['Dana', 'Robin', 'Kim', 'Alex', 'nightly token', 'System'])[1 + d.h % 6],
    'operations.start',
    case when d.h % 20 = 0 then null else '{"retry":"safe","queuedWindowMs":600000,"runningWindowMs":1800000,"reportsEveryMs":null,"reconcileAfterMs":null}'::jsonb end,
    jsonb_build_object('path', '/srv/data/' || d.h % 5000, 'full', d.h % 2 = 0, 'filter', md5(d.g::text)),
    case when d.h % 3 = 0 and d.parent is null then sha256(convert_to(case when d.open then d.g else d.h % 400 end || 'of' || d.g / 4000, 'UTF8')) end,
    case when d.outcome = 'failed' then '{"code":"upstream_unavailable","message":"The directory service did not answer within 30 s."}'::jsonb
         when d.outcome = 'blocked' then '{"code":"tenant_suspended","message":"The tenant is suspended."}'::jsonb end,
    case when d.outcome = 'failed' then jsonb_build_object('error', repeat(md5(d.g::text), 20)) end,
    case when d.reconciled then jsonb_build_object(
      'reason', 'worker_lost', 'outcome', 'failed', 'at', d.created + d.took, 'by', 'Reconciler', 'rule', 'R1', 'because', 'The worker process ended.',
      'evidence', jsonb_build_array(jsonb_build_object('signal', 'worker_session', 'checked', true, 'observed', 'ended', 'threshold', null, 'supports', 'gone')),
      'notChecked', '[]'::jsonb, 'asOf', d.created + d.took, 'amendedAt', null, 'amendedFrom', null) end,
    'pg-boss', d.type, md5('job' || d.g)::uuid::text, d.created
  from (
    select c.*,
      case when c.open then 'pending' when c.reconciled then 'failed' when c.r < 40 then 'failed' when c.r < 50 then 'partially_succeeded'
           when c.r < 55 then 'blocked' when c.r < 65 then 'cancelled' else 'succeeded' end as outcome,
      case when c.open then case when c.h % 5 < 3 then 'queued' else 'running' end else 'completed' end as status
    from (
      select g, b.workspace, b.h,
        case when b.h % 20 = 0 then null
             else b.workspace * 100 + 1 + (b.h / 20 % (case when b.workspace = 1 then ${TENANTS_OF_BIG} else ${TENANTS_OF_OTHERS} end)) end as tenant,
        now() - (${RUNS} - g) * interval '60 days' / ${RUNS} as created,
        (1 + b.h / 64 % 240) * interval '1 second' as took,
        g % 500 = 0 as composite, b.parent,
        case when g % 500 = 0 then '${COMPOSITE_TYPE}' when b.parent is not null then '${PART_TYPE}'
             else (array[${TYPES.map((type) => `'${type}'`).join(',')}])[1 + b.h / 8 % ${TYPES.length}] end as type,
        (b.h / 4 % 1000)::int as r,
        g > ${RUNS - NEWEST} and b.own % 4 = 0 as open,
        b.own % 200 = 1 and g <= ${RUNS - NEWEST} as reconciled
      from generate_series(1, ${RUNS}) g
      cross join lateral (
        select case when g % 500 between 1 and 5 and g > 5 then g - g % 500 end as parent,
          hashint8extended(g, 1) & 1073741823 as own
      ) a
      cross join lateral (
        select a.parent, a.own, hashint8extended(coalesce(a.parent, g), 2) & 1073741823 as h,
          width_bucket((coalesce(a.parent, g)::bigint * 7919777 % ${RUNS})::float8, $1::float8[]) as workspace
      ) b
    ) c
  ) d`

/** Most failures with an identity were answered by a later success, as they are in a house that is kept. */
const SUPERSEDED = `
  update runtruth.operation_runs set superseded_by = id + 1
  where status = 'completed' and outcome in ('failed', 'blocked', 'partially_succeeded') and id % 10 < 6`

const EVENTS = `
  insert into runtruth.operation_events (workspace_id, run_id, tenant_id, at, kind, attempt, actor_kind, actor_name)
  select workspace_id, id, tenant_id, created_at, 'queued', 0, 'system', 'seed' from runtruth.operation_runs where id > ${RUNS - NEWEST}`

/** As the queue would have them: everything open, and what ended within the two days it keeps. */
const JOBS = `
  insert into runtruth_queue.job (id, name, data, state, retry_limit, created_on, start_after, started_on, completed_on, keep_until)
  select queue_job_id::uuid, queue_name, jsonb_build_object('workspaceId', workspace_id, 'runId', id::text),
    (case status when 'queued' then 'created' when 'running' then 'active' else 'completed' end)::runtruth_queue.job_state, 0,
    created_at, created_at, started_at, completed_at, now() + interval '365 days'
  from runtruth.operation_runs where status <> 'completed' or completed_at > now() - interval '2 days'`

const IDENTITIES = `
  select setval(pg_get_serial_sequence('runtruth.operation_runs', 'id'), ${RUNS});
  select setval(pg_get_serial_sequence('runtruth.workspaces', 'id'), ${WORKSPACES});
  select setval(pg_get_serial_sequence('runtruth.tenants', 'id'), ${WORKSPACES * 100 + 100})`

const OUTCOME_COUNTS = `
  insert into runtruth.outcome_counts (workspace_id, tenant_id, outcome, shard, runs)
  select workspace_id, coalesce(tenant_id, 0), outcome, id % 8, count(*) from runtruth.operation_runs where status = 'completed'
  group by 1, 2, 3, 4`

export async function seedLedger(client: pg.Client, types: readonly string[], progress: (text: string) => void): Promise<void> {
  await client.query('begin')
  await client.query(`set local session_replication_role = replica; set local synchronous_commit = off`)
  progress('places and workers')
  for (const [index, statement] of PLACES.split(';').entries()) await client.query(statement, index === 2 ? [types] : [])
  progress(`${RUNS.toLocaleString('en')} runs in ${WORKSPACES} workspaces`)
  await client.query(RUNS_INSERT, [workspaceBounds()])
  progress('answered failures, events, jobs, counts')
  for (const statement of [SUPERSEDED, EVENTS, JOBS, IDENTITIES, OUTCOME_COUNTS]) await client.query(statement)
  await client.query('commit')
  progress('vacuum and checkpoint')
  await client.query('vacuum (analyze)')
  await client.query('checkpoint')
}

/** A kept ledger grows old: what is open begins a moment ago again, or every run of it would be past its window. */
export async function refreshOpenRuns(client: pg.Client): Promise<void> {
  await client.query('begin')
  await client.query('set local session_replication_role = replica')
  await client.query(`
    update runtruth.operation_runs set
      created_at = now() - (${RUNS} - id) % 500 * interval '1 second',
      started_at = case when status = 'running' then now() - (${RUNS} - id) % 500 * interval '1 second' end,
      last_progress_at = case when status = 'running' then now() - (${RUNS} - id) % 60 * interval '1 second' end
    where status <> 'completed'`)
  await client.query(`
    update runtruth_queue.job set created_on = moment, start_after = moment
    from (select id as job, now() - (${RUNS} - (data ->> 'runId')::bigint) % 500 * interval '1 second' as moment from runtruth_queue.job) at
    where job = id and state < 'active'`)
  await client.query('commit')
  await client.query('vacuum (analyze) runtruth.operation_runs, runtruth_queue.job')
}
