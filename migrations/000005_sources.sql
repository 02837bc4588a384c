-- Somebody else's queues: how far each has been read, what was last seen of it, and the operations its jobs have become.

create table runtruth.sources (
  name text primary key,
  kind text not null,
  -- Whether operators may cancel and retry through Runtruth.
  control boolean not null,
  -- Jobs that ended before are history, and nobody is told of their end.
  adopted_at timestamptz not null default now(),
  -- The ledger's time at the start of the last whole look, and what was seen then.
  looked_at timestamptz,
  up_since timestamptz,
  look jsonb,
  recent_cursor text,
  -- Everything the store holds is read once when it is adopted, and again when something may have been missed.
  discovery_wanted boolean not null default true,
  discovery_cursor text,
  discovered bigint not null default 0,
  discovery_began_at timestamptz,
  discovery_ended_at timestamptz,
  constraint a_source_name_is_lower_case_and_short check (name ~ '^[a-z][a-z0-9-]{0,39}$' and name not in ('pg-boss', 'external')),
  constraint a_source_is_of_a_known_kind check (kind in ('pg-boss', 'bullmq', 'graphile-worker'))
);

-- A job that is mapped to no workspace is in none, and is counted here so that somebody notices.
create table runtruth.refused_jobs (
  source text not null references runtruth.sources on delete cascade,
  queue_name text not null,
  queue_job_id text not null,
  queue_job_key text not null,
  reason text not null,
  refused_at timestamptz not null default now(),
  primary key (source, queue_name, queue_job_id, queue_job_key)
);

alter table runtruth.operation_runs
  -- Told by a source: the queue decides what happens to it, and the ledger writes down what the queue says.
  add column observed boolean not null default false,
  add column queue_job_key text,
  -- The queue may give a job out again after its operation was closed: another life, another operation.
  add column life smallint not null default 1,
  add column holders text[],
  add column silent_after_ms integer,
  -- After so long its queue takes it from a lost worker by itself; null: it never does.
  add column recovers_after_ms bigint,
  add column queue_waits jsonb,
  add column wait_reason text,
  add constraint an_observed_operation_names_its_job check (not observed or (queue_name is not null and queue_job_id is not null and queue_job_key is not null)),
  add constraint a_job_is_silent_after_a_second_at_least check (silent_after_ms >= 1000);

-- Across workspaces: a job is in one of them, whatever a mapping says tomorrow.
create unique index a_job_is_mirrored_once_per_life on runtruth.operation_runs (source, queue_name, queue_job_id, queue_job_key, life) where observed;
create index operation_runs_observed_open on runtruth.operation_runs (source, id) where observed and status <> 'completed';
create index operation_runs_observed_success on runtruth.operation_runs (workspace_id, type, identity_hash, created_at)
  where observed and status = 'completed' and outcome = 'succeeded' and identity_hash is not null;

-- Two jobs of one identity may be in somebody else's queue at once; that is the queue's affair.
drop index runtruth.an_identity_is_active_once;
create unique index an_identity_is_active_once on runtruth.operation_runs (workspace_id, coalesce(tenant_id, 0), type, identity_hash)
  where status <> 'completed' and identity_hash is not null and not observed;
drop index runtruth.a_retry_is_active_once;
create unique index a_retry_is_active_once on runtruth.operation_runs (workspace_id, retry_of)
  where status <> 'completed' and retry_of is not null and not observed;

alter table runtruth.operation_events
  drop constraint an_event_has_a_known_kind,
  add constraint an_event_has_a_known_kind check (kind in (
    'queued', 'dispatch_confirmed', 'waiting', 'started', 'phase', 'part_started', 'attempt_failed', 'attempt_lost', 'handed_back',
    'cancel_requested', 'succeeded', 'partially_succeeded', 'blocked', 'failed', 'cancelled', 'reconciled', 'amended',
    'retried', 'superseded', 'facts_read', 'raw_read', 'downloaded'));

-- Rights -----------------------------------------------------------------------------------------------------------

grant select on runtruth.sources to runtruth_app;
grant select, insert, update, delete on runtruth.sources, runtruth.refused_jobs to runtruth_system;
grant delete on runtruth.missing_jobs to runtruth_app;
