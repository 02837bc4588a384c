-- The desk: what people are told, what is looked at behind the words, who changes who may do what, and who may look
-- across workspaces. Nothing here is a fact about an operation.

-- Every look at raw material is part of the history of the operation it belongs to.
alter table runtruth.operation_events
  drop constraint an_event_has_a_known_kind,
  add constraint an_event_has_a_known_kind check (kind in (
    'queued', 'dispatch_confirmed', 'started', 'phase', 'part_started', 'attempt_failed', 'attempt_lost', 'handed_back',
    'cancel_requested', 'succeeded', 'partially_succeeded', 'blocked', 'failed', 'cancelled', 'reconciled', 'amended',
    'retried', 'superseded', 'facts_read', 'raw_read', 'downloaded'));

-- An inbox is read newest first and counted at every page of the console; what has been read never counts again.
create index notifications_of_a_user on runtruth.notifications (workspace_id, user_id, id desc);
create index notifications_unread on runtruth.notifications (workspace_id, user_id, id) include (run_id) where read_at is null;

-- Administration -------------------------------------------------------------------------------------------------

create table runtruth.audit_events (
  workspace_id integer not null references runtruth.workspaces,
  id bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  data jsonb not null default '{}',
  primary key (workspace_id, id),
  constraint an_administrative_act_has_a_known_kind check (kind in (
    'member_granted', 'member_revoked', 'tenant_added', 'tenant_suspended', 'tenant_resumed', 'token_created', 'token_revoked'))
);

-- Across workspaces there is no workspace to write it down in.
create table runtruth.platform_operators (
  user_id integer primary key references runtruth.users,
  granted_by text not null,
  granted_at timestamptz not null default now()
);
create table runtruth.platform_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  actor_id text,
  actor_name text not null,
  data jsonb not null default '{}',
  constraint a_platform_act_has_a_known_kind check (kind in ('platform_granted', 'platform_revoked', 'operations_read'))
);

create function runtruth.refuse_rewriting() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'check_violation', constraint = 'an_audit_is_never_rewritten';
end
$$;
create trigger an_audit_is_never_rewritten before update or delete on runtruth.audit_events
  for each row execute function runtruth.refuse_rewriting();
create trigger an_audit_is_never_rewritten before update or delete on runtruth.platform_events
  for each row execute function runtruth.refuse_rewriting();

-- An owner is an active member in that role who reaches everything. Whoever takes that from one waits for whoever takes
-- it from another, and looks after that: two who remove each other cannot both find that one is left.
create function runtruth.guard_last_owner() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('runtruth owners'), old.workspace_id);
  if not exists (
    select 1 from runtruth.members m
    where m.workspace_id = old.workspace_id and m.user_id <> old.user_id and m.role = 'owner' and m.state = 'active' and m.all_tenants
  ) then
    raise exception 'workspace % would be left without an owner', old.workspace_id
      using errcode = 'check_violation', constraint = 'a_workspace_keeps_an_owner';
  end if;
  return new;
end
$$;
create trigger a_workspace_keeps_an_owner before update of role, state, all_tenants on runtruth.members
  for each row
  when (old.role = 'owner' and old.state = 'active' and old.all_tenants
    and not (new.role = 'owner' and new.state = 'active' and new.all_tenants))
  execute function runtruth.guard_last_owner();

-- Rights ---------------------------------------------------------------------------------------------------------

alter table runtruth.audit_events enable row level security;
alter table runtruth.audit_events force row level security;
create policy own_workspace on runtruth.audit_events to runtruth_app using (workspace_id = (select runtruth.current_workspace()));
create policy every_workspace on runtruth.audit_events for select to runtruth_system using (true);
grant select, insert on runtruth.audit_events to runtruth_app;
grant select on runtruth.audit_events to runtruth_system;

-- Of no workspace, so from inside one they are not to be seen at all.
grant select, insert, delete on runtruth.platform_operators to runtruth_system;
grant select, insert on runtruth.platform_events to runtruth_system;
