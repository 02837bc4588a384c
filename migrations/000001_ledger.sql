-- The ledger. workspace_id is the first column of every key and index; every workspace-scoped table has forced row
-- security under a role that does not own it. Two roles, both without login, entered with SET LOCAL ROLE:
--   runtruth_app     sees one workspace, the one named by the setting runtruth.workspace_id
--   runtruth_system  sees all; used to find work, observe workers and resolve tokens, never to close a run

create schema if not exists runtruth;

-- Roles belong to the server, not to the database: two databases migrated at the same time both find them missing, and
-- the one that comes second is content with what the first one made.
do $$
declare
  needed text;
begin
  foreach needed in array array['runtruth_app', 'runtruth_system'] loop
    begin
      if not exists (select 1 from pg_roles where rolname = needed) then
        execute format('create role %I nologin noinherit nobypassrls', needed);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
    begin
      if not pg_has_role(current_user, needed, 'member') then
        execute format('grant %I to %I', needed, current_user);
      end if;
    exception when unique_violation or internal_error then
      -- internal_error is how PostgreSQL says "tuple concurrently updated"; the other grant has the same effect.
      null;
    end;
  end loop;
end
$$;

grant usage on schema runtruth to runtruth_app, runtruth_system;

create function runtruth.current_workspace() returns integer
  language sql stable parallel safe
  return nullif(current_setting('runtruth.workspace_id', true), '')::integer;

-- Places and people ----------------------------------------------------------------------------------------------

create table runtruth.workspaces (
  id integer generated always as identity primary key,
  slug text not null,
  name text not null,
  state text not null default 'active',
  retention_days integer not null default 90,
  created_at timestamptz not null default now(),
  constraint a_workspace_slug_is_unique unique (slug),
  constraint a_workspace_slug_is_lower_case_and_short check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint a_workspace_is_active_or_suspended check (state in ('active', 'suspended')),
  constraint history_is_kept_for_at_least_one_day check (retention_days >= 1)
);

create table runtruth.tenants (
  workspace_id integer not null references runtruth.workspaces,
  id integer generated always as identity,
  slug text not null,
  name text not null,
  state text not null default 'operable',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint a_tenant_slug_is_unique_in_its_workspace unique (workspace_id, slug),
  constraint a_tenant_slug_is_lower_case_and_short check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint a_tenant_is_operable_or_suspended check (state in ('operable', 'suspended'))
);

create table runtruth.users (
  id integer generated always as identity primary key,
  email text not null,
  name text not null,
  created_at timestamptz not null default now(),
  constraint an_email_looks_like_one check (email ~ '^[^@\s]+@[^@\s]+$')
);
create unique index an_email_is_unique on runtruth.users (lower(email));

create table runtruth.members (
  workspace_id integer not null references runtruth.workspaces,
  user_id integer not null references runtruth.users,
  role text not null,
  capabilities text[] not null,
  all_tenants boolean not null default true,
  tenant_ids integer[] not null default '{}',
  state text not null default 'active',
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id),
  constraint a_member_is_active_or_revoked check (state in ('active', 'revoked')),
  constraint a_member_reaches_all_tenants_or_named_ones check (all_tenants = (tenant_ids = '{}') or not all_tenants)
);

create table runtruth.tokens (
  workspace_id integer not null references runtruth.workspaces,
  id integer generated always as identity,
  name text not null,
  hash bytea not null,
  user_id integer,
  capabilities text[] not null,
  all_tenants boolean not null default true,
  tenant_ids integer[] not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  constraint a_token_hash_is_unique unique (hash),
  constraint a_token_hash_is_a_sha256 check (octet_length(hash) = 32),
  constraint a_personal_token_belongs_to_a_member foreign key (workspace_id, user_id) references runtruth.members (workspace_id, user_id)
);

-- Operations -----------------------------------------------------------------------------------------------------

create table runtruth.operation_runs (
  workspace_id integer not null references runtruth.workspaces,
  id bigint generated always as identity,
  tenant_id integer,
  type text not null,
  label text not null,
  status text not null default 'queued',
  outcome text not null default 'pending',
  attempt integer not null default 0,
  max_attempts integer not null default 1,
  lease uuid,
  lease_worker text,
  lease_boot_id uuid,
  created_at timestamptz not null default now(),
  available_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  restarted_at timestamptz,
  last_progress_at timestamptz,
  counts jsonb,
  phase text,
  composite boolean not null default false,
  parent_id bigint,
  part_key text,
  retry_of bigint,
  superseded_by bigint,
  initiator_kind text not null,
  initiator_id text,
  initiator_name text not null,
  requires text,
  policy jsonb,
  input jsonb not null default '{}',
  identity_hash bytea,
  exclusive boolean not null default false,
  idempotency_key text,
  request_hash bytea,
  schedule_key text,
  cancel_requested_at timestamptz,
  cancel_requested_by text,
  failure jsonb,
  diagnostics jsonb,
  reconciliation jsonb,
  source text not null,
  queue_name text,
  queue_job_id text,
  dispatch_confirmed_at timestamptz,
  heartbeat_at timestamptz,
  heartbeat_every_ms integer,
  primary key (workspace_id, id),
  constraint an_operation_belongs_to_a_tenant_of_its_workspace foreign key (workspace_id, tenant_id) references runtruth.tenants (workspace_id, id),
  constraint a_part_belongs_to_an_operation_of_its_workspace foreign key (workspace_id, parent_id) references runtruth.operation_runs (workspace_id, id) on delete set null (parent_id),
  constraint a_status_is_queued_running_or_completed check (status in ('queued', 'running', 'completed')),
  constraint an_outcome_is_one_of_six check (outcome in ('pending', 'succeeded', 'partially_succeeded', 'blocked', 'failed', 'cancelled')),
  constraint a_completed_run_has_an_outcome check ((status = 'completed') = (outcome <> 'pending')),
  constraint a_completed_run_has_its_time check ((status = 'completed') = (completed_at is not null)),
  constraint a_running_run_has_started check (status <> 'running' or started_at is not null),
  constraint a_queued_run_has_not_started check (status <> 'queued' or started_at is null),
  constraint a_running_run_has_a_lease check (status <> 'running' or (lease is not null and attempt >= 1)),
  constraint an_attempt_is_not_negative check (attempt >= 0 and max_attempts >= 1),
  constraint an_initiator_is_a_user_token_or_the_system check (initiator_kind in ('user', 'token', 'system')),
  constraint only_a_completed_run_is_reconciled check (reconciliation is null or status = 'completed'),
  constraint a_heartbeat_interval_is_a_second_to_an_hour check (heartbeat_every_ms between 1000 and 3600000)
) with (
  fillfactor = 85,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);

-- Active duplicates are refused here, never by a look before the insert.
create unique index an_identity_is_active_once on runtruth.operation_runs (workspace_id, coalesce(tenant_id, 0), type, identity_hash)
  where status <> 'completed' and identity_hash is not null;
create unique index an_exclusive_type_is_active_once_in_its_scope on runtruth.operation_runs (workspace_id, coalesce(tenant_id, 0), type)
  where status <> 'completed' and exclusive;
create unique index an_idempotency_key_is_used_once on runtruth.operation_runs (workspace_id, idempotency_key)
  where idempotency_key is not null;
create unique index a_schedule_never_doubles on runtruth.operation_runs (workspace_id, coalesce(tenant_id, 0), type, schedule_key)
  where schedule_key is not null;
create unique index a_part_key_is_used_once on runtruth.operation_runs (workspace_id, parent_id, part_key)
  where part_key is not null;

create unique index a_retry_is_active_once on runtruth.operation_runs (workspace_id, retry_of)
  where status <> 'completed' and retry_of is not null;

create index operation_runs_open on runtruth.operation_runs (workspace_id, id desc) where status <> 'completed';
create index operation_runs_follow_up on runtruth.operation_runs (workspace_id, id desc) include (tenant_id, outcome)
  where status = 'completed' and outcome in ('failed', 'blocked', 'partially_succeeded') and superseded_by is null;
create index operation_runs_reconciled on runtruth.operation_runs (workspace_id, id desc) include (tenant_id) where reconciliation is not null;
create index operation_runs_by_tenant on runtruth.operation_runs (workspace_id, tenant_id, id desc);
create index operation_runs_by_type on runtruth.operation_runs (workspace_id, type, id desc);
create index operation_runs_by_outcome on runtruth.operation_runs (workspace_id, outcome, id desc);
create index operation_runs_parts on runtruth.operation_runs (workspace_id, parent_id, id) where parent_id is not null;
create index operation_runs_retries on runtruth.operation_runs (workspace_id, retry_of) where retry_of is not null;
create index operation_runs_durations on runtruth.operation_runs (workspace_id, type, completed_at desc) include (started_at)
  where outcome = 'succeeded' and started_at is not null;
create index operation_runs_completed on runtruth.operation_runs (workspace_id, completed_at) where status = 'completed';
create index operation_runs_identity_history on runtruth.operation_runs (workspace_id, type, identity_hash, id)
  where identity_hash is not null and status = 'completed' and superseded_by is null and outcome in ('failed', 'blocked', 'partially_succeeded');

create table runtruth.operation_events (
  workspace_id integer not null,
  id bigint generated always as identity,
  run_id bigint not null,
  tenant_id integer,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  attempt integer not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  data jsonb not null default '{}',
  -- Visibility order for streams: ids are handed out before commit, so a tail by id alone loses events.
  transaction_id xid8 not null default pg_current_xact_id(),
  primary key (workspace_id, id),
  constraint an_event_belongs_to_an_operation foreign key (workspace_id, run_id) references runtruth.operation_runs (workspace_id, id) on delete cascade,
  constraint an_event_has_a_known_kind check (kind in (
    'queued', 'dispatch_confirmed', 'started', 'phase', 'part_started', 'attempt_failed', 'attempt_lost', 'handed_back',
    'cancel_requested', 'succeeded', 'partially_succeeded', 'blocked', 'failed', 'cancelled', 'reconciled', 'amended',
    'retried', 'superseded', 'facts_read', 'downloaded'))
);
create index operation_events_of_a_run on runtruth.operation_events (workspace_id, run_id, id);
create index operation_events_by_commit on runtruth.operation_events (workspace_id, transaction_id, id);

-- Exact totals of finished operations, so that no count ever reads history. Sharded, because a single row per outcome
-- would make every finishing worker of a tenant queue behind the others.
create table runtruth.outcome_counts (
  workspace_id integer not null references runtruth.workspaces,
  tenant_id integer not null,
  outcome text not null,
  shard smallint not null,
  runs bigint not null,
  primary key (workspace_id, tenant_id, outcome, shard)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- The queue's job was first found missing then: `missing` has no time of its own, and every reader must tell the same.
create table runtruth.missing_jobs (
  workspace_id integer not null,
  run_id bigint not null,
  queue_job_id text not null,
  first_missed_at timestamptz not null default now(),
  primary key (workspace_id, run_id, queue_job_id),
  constraint a_missing_job_belongs_to_an_operation foreign key (workspace_id, run_id) references runtruth.operation_runs (workspace_id, id) on delete cascade
);

-- What an operation produced for download. In the database, because the worker that wrote it and the server that is
-- asked for it may be different machines.
create table runtruth.artifacts (
  workspace_id integer not null,
  run_id bigint not null,
  file_name text not null,
  media_type text not null,
  primary key (workspace_id, run_id),
  constraint an_artifact_belongs_to_an_operation foreign key (workspace_id, run_id) references runtruth.operation_runs (workspace_id, id) on delete cascade
);
create table runtruth.artifact_chunks (
  workspace_id integer not null,
  run_id bigint not null,
  chunk integer not null,
  content bytea not null,
  primary key (workspace_id, run_id, chunk),
  constraint a_chunk_belongs_to_an_artifact foreign key (workspace_id, run_id) references runtruth.artifacts (workspace_id, run_id) on delete cascade
);

create table runtruth.notifications (
  workspace_id integer not null,
  id bigint generated always as identity,
  run_id bigint not null,
  user_id text not null,
  kind text not null,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  primary key (workspace_id, id),
  constraint a_notification_belongs_to_an_operation foreign key (workspace_id, run_id) references runtruth.operation_runs (workspace_id, id) on delete cascade,
  constraint an_initiator_is_told_once_of_an_end_and_once_of_an_amendment unique (workspace_id, run_id, kind),
  constraint a_notification_tells_an_end_or_an_amendment check (kind in ('finished', 'amended'))
);

-- Workers and the database itself: they serve all workspaces, so they belong to none -----------------------------

create table runtruth.workers (
  name text primary key,
  boot_id uuid not null,
  session_key integer generated always as identity unique,
  host text not null,
  pid integer not null,
  machine_boot_id text,
  version text not null,
  types text[] not null,
  concurrency integer not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  heartbeat_every_ms integer not null,
  stopped_at timestamptz,
  constraint a_worker_beats_every_100_ms_to_a_minute check (heartbeat_every_ms between 100 and 60000)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

create table runtruth.database_incarnations (
  started_at timestamptz not null,
  timeline text not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  primary key (started_at, timeline)
);

-- Since when this incarnation of the database has been up. A plain restart moves the postmaster's start; a promotion
-- moves only the timeline, and the moment it was first seen is the earliest honest answer; a crash of one backend drops
-- every session without either, but resets the cumulative statistics. Too late an answer costs 15 s of patience; too
-- early an answer convicts workers the database itself has cut off.
create function runtruth.database_up_since() returns timestamptz
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  server_start constant timestamptz := pg_postmaster_start_time();
  statistics_reset timestamptz;
  this_timeline text;
  seen timestamptz;
  timeline_is_known boolean;
begin
  if pg_is_in_recovery() then
    return null;
  end if;
  this_timeline := left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
  select stats_reset into statistics_reset from pg_stat_bgwriter;
  select first_seen_at into seen from runtruth.database_incarnations where started_at = server_start and timeline = this_timeline;
  if seen is null then
    insert into runtruth.database_incarnations (started_at, timeline) values (server_start, this_timeline) on conflict do nothing;
    select first_seen_at into seen from runtruth.database_incarnations where started_at = server_start and timeline = this_timeline;
  end if;
  -- The timeline is new to this ledger: a standby was promoted, whenever its server may have started.
  timeline_is_known := exists (
    select 1 from runtruth.database_incarnations where timeline = this_timeline and first_seen_at < seen
  ) or not exists (
    select 1 from runtruth.database_incarnations where timeline <> this_timeline
  );
  return greatest(server_start, statistics_reset, case when timeline_is_known then server_start else seen end);
end
$$;

-- The last sweep of every reconciler: how far behind reconciliation is, for whoever asks, also when none is left.
create table runtruth.sweeps (
  reconciler text primary key,
  swept_at timestamptz not null,
  looked integer not null,
  concluded integer not null
);

-- Guards ---------------------------------------------------------------------------------------------------------

-- The ledger is the only writer of status and outcome; this is the wall behind the lint rule.
create function runtruth.guard_transition() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if old.status = 'completed' and (new.status <> 'completed' or new.outcome is distinct from old.outcome) then
    if new.status <> 'completed' or old.reconciliation is null or new.reconciliation ->> 'amendedAt' is null
       or old.reconciliation ->> 'amendedAt' is not null then
      raise exception 'operation % is completed; only one late report may amend a reconciled outcome', old.id
        using errcode = 'check_violation', constraint = 'a_completed_run_stays_completed';
    end if;
  end if;
  return new;
end
$$;
create trigger a_completed_run_stays_completed before update of status, outcome on runtruth.operation_runs
  for each row when (old.status = 'completed') execute function runtruth.guard_transition();

-- A change of status without its event, in the same transaction, does not commit.
create function runtruth.guard_event() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select 1 from runtruth.operation_events
    where workspace_id = new.workspace_id and run_id = new.id and transaction_id = pg_current_xact_id()
  ) then
    raise exception 'operation % changed to % / % without an event', new.id, new.status, new.outcome
      using errcode = 'check_violation', constraint = 'every_transition_is_recorded';
  end if;
  return null;
end
$$;
create constraint trigger every_transition_is_recorded after insert or update of status, outcome on runtruth.operation_runs
  deferrable initially deferred for each row execute function runtruth.guard_event();

create function runtruth.count_outcomes() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' and old.status = 'completed' then
    if tg_op = 'UPDATE' and new.outcome = old.outcome then
      return null;
    end if;
    insert into runtruth.outcome_counts as c values (old.workspace_id, coalesce(old.tenant_id, 0), old.outcome, old.id % 8, -1)
      on conflict (workspace_id, tenant_id, outcome, shard) do update set runs = c.runs - 1;
  end if;
  if tg_op <> 'DELETE' and new.status = 'completed' then
    insert into runtruth.outcome_counts as c values (new.workspace_id, coalesce(new.tenant_id, 0), new.outcome, new.id % 8, 1)
      on conflict (workspace_id, tenant_id, outcome, shard) do update set runs = c.runs + 1;
  end if;
  return null;
end
$$;
-- Three triggers, so that what neither was nor becomes completed costs nothing.
create trigger outcomes_are_counted_at_insert after insert on runtruth.operation_runs
  for each row when (new.status = 'completed') execute function runtruth.count_outcomes();
create trigger outcomes_are_counted_at_update after update of status, outcome on runtruth.operation_runs
  for each row when (old.status = 'completed' or new.status = 'completed') execute function runtruth.count_outcomes();
create trigger outcomes_are_counted_at_delete after delete on runtruth.operation_runs
  for each row when (old.status = 'completed') execute function runtruth.count_outcomes();

create function runtruth.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'operation_events is append-only' using errcode = 'check_violation', constraint = 'events_are_never_edited';
end
$$;
create trigger events_are_never_edited before update on runtruth.operation_events
  for each row execute function runtruth.refuse_change();

-- Retention is the one way history leaves: whole operations with their events, oldest first, a batch a call. What is open
-- stays, however old.
create function runtruth.prune_history(workspace integer, completed_before timestamptz, batch integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  removed integer;
begin
  if workspace is distinct from runtruth.current_workspace() then
    raise exception 'history is pruned inside its own workspace' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtext('runtruth prune'), workspace);
  with doomed as (
    select r.id from runtruth.operation_runs r
    where r.workspace_id = workspace and r.status = 'completed' and r.completed_at < completed_before
    order by r.completed_at limit batch
  )
  delete from runtruth.operation_runs r using doomed where r.workspace_id = workspace and r.id = doomed.id;
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Rights ---------------------------------------------------------------------------------------------------------

do $$
declare
  scoped text;
begin
  foreach scoped in array array['tenants', 'members', 'tokens', 'operation_runs', 'operation_events', 'outcome_counts', 'missing_jobs', 'artifacts', 'artifact_chunks', 'notifications'] loop
    execute format('alter table runtruth.%I enable row level security', scoped);
    execute format('alter table runtruth.%I force row level security', scoped);
    execute format('create policy own_workspace on runtruth.%I to runtruth_app using (workspace_id = (select runtruth.current_workspace()))', scoped);
    execute format('create policy every_workspace on runtruth.%I for select to runtruth_system using (true)', scoped);
    execute format('grant select on runtruth.%I to runtruth_app, runtruth_system', scoped);
  end loop;
end
$$;

alter table runtruth.workspaces enable row level security;
alter table runtruth.workspaces force row level security;
create policy own_workspace on runtruth.workspaces to runtruth_app using (id = (select runtruth.current_workspace()));
create policy every_workspace on runtruth.workspaces to runtruth_system using (true) with check (true);

alter table runtruth.users enable row level security;
alter table runtruth.users force row level security;
create policy own_workspace on runtruth.users for select to runtruth_app
  using (exists (select 1 from runtruth.members m where m.workspace_id = (select runtruth.current_workspace()) and m.user_id = users.id));
create policy every_workspace on runtruth.users to runtruth_system using (true) with check (true);

grant select on runtruth.workspaces to runtruth_app;
grant select, insert on runtruth.workspaces, runtruth.users to runtruth_system;
grant select on runtruth.users to runtruth_app;
grant insert, update on runtruth.tenants, runtruth.members, runtruth.tokens to runtruth_app;
grant insert, update on runtruth.operation_runs to runtruth_app;
grant insert on runtruth.operation_events to runtruth_app;
grant insert on runtruth.missing_jobs to runtruth_app;
grant insert, update, delete on runtruth.artifacts, runtruth.artifact_chunks to runtruth_app;
grant insert, update (read_at) on runtruth.notifications to runtruth_app;
grant select on runtruth.workers, runtruth.database_incarnations to runtruth_app;
grant select, insert, update, delete on runtruth.workers, runtruth.sweeps to runtruth_system;
grant select on runtruth.database_incarnations to runtruth_system;

-- The owner enters only through the functions above (retention, counts, incarnations), which run with its rights.
do $$
declare
  scoped text;
begin
  foreach scoped in array array['operation_runs', 'operation_events', 'outcome_counts', 'missing_jobs', 'artifacts', 'artifact_chunks', 'notifications'] loop
    execute format('create policy owner_functions on runtruth.%I to %I using (true) with check (true)', scoped, current_user);
  end loop;
end
$$;

revoke all on function runtruth.prune_history(integer, timestamptz, integer) from public;
revoke all on function runtruth.database_up_since() from public;
grant execute on function runtruth.prune_history(integer, timestamptz, integer) to runtruth_app;
grant execute on function runtruth.database_up_since() to runtruth_app, runtruth_system;
