-- Webhooks: whom outside is told when an operation ends. Deliveries are written by the statement that ends the operation,
-- so no end is without them, and sent later by whoever runs; a process that dies on the way delays a message and loses none.

create table runtruth.webhook_endpoints (
  workspace_id integer not null references runtruth.workspaces,
  id integer generated always as identity,
  url text not null,
  description text not null default '',
  events text[] not null,
  -- Also of operations that are parts of another one; without it only the whole is told.
  with_parts boolean not null default false,
  all_tenants boolean not null default true,
  tenant_ids integer[] not null default '{}',
  state text not null default 'enabled',
  disabled_at timestamptz,
  disabled_reason text,
  -- The first refusal since a message was last accepted.
  failing_since timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (workspace_id, id),
  constraint an_endpoint_is_enabled_or_disabled check (state in ('enabled', 'disabled')),
  constraint a_disabled_endpoint_says_since_when_and_why check ((state = 'disabled') = (disabled_at is not null and disabled_reason is not null)),
  constraint an_endpoint_hears_of_something check (events <> '{}' and events <@ array['operation.finished', 'operation.amended']),
  constraint an_endpoint_reaches_all_tenants_or_named_ones check (all_tenants = (tenant_ids = '{}'))
);

-- Apart from their endpoints, because nobody who reads an endpoint may read them: they are needed to sign, so they are
-- kept as they are, and only runtruth_system, which sends, sees the column.
create table runtruth.webhook_secrets (
  workspace_id integer not null,
  endpoint_id integer not null,
  id integer generated always as identity,
  secret bytea not null,
  created_at timestamptz not null default now(),
  -- Replaced, and still signed with until then.
  valid_until timestamptz,
  primary key (workspace_id, endpoint_id, id),
  constraint a_secret_belongs_to_an_endpoint foreign key (workspace_id, endpoint_id) references runtruth.webhook_endpoints (workspace_id, id) on delete cascade,
  constraint a_secret_has_24_to_64_bytes check (octet_length(secret) between 24 and 64)
);

create table runtruth.webhook_deliveries (
  workspace_id integer not null,
  id bigint generated always as identity,
  endpoint_id integer not null,
  -- What a receiver tells a repetition by; the same at every attempt.
  message_id uuid not null default gen_random_uuid(),
  event text not null,
  run_id bigint,
  created_at timestamptz not null default now(),
  state text not null default 'due',
  -- While due: not before. While a process has it: when another one may take it.
  next_at timestamptz default now(),
  lease uuid,
  attempts integer not null default 0,
  -- Of the attempts, those since it was last sent by hand; the waiting times follow them.
  tries integer not null default 0,
  -- Written at the first attempt, so that every repetition says the same.
  body text,
  ended_at timestamptz,
  reason text,
  primary key (workspace_id, id),
  constraint a_delivery_belongs_to_an_endpoint foreign key (workspace_id, endpoint_id) references runtruth.webhook_endpoints (workspace_id, id) on delete cascade,
  constraint a_delivery_belongs_to_an_operation foreign key (workspace_id, run_id) references runtruth.operation_runs (workspace_id, id) on delete cascade,
  constraint a_delivery_tells_an_end_an_amendment_or_a_test check (event in ('operation.finished', 'operation.amended', 'webhook.test')),
  constraint only_a_test_is_of_no_operation check ((run_id is null) = (event = 'webhook.test')),
  constraint a_delivery_is_due_delivered_or_given_up check (state in ('due', 'delivered', 'given_up')),
  constraint a_due_delivery_knows_when check ((state = 'due') = (next_at is not null)),
  constraint a_delivery_that_is_over_knows_since_when check ((state = 'due') = (ended_at is null)),
  constraint what_is_given_up_says_why check ((state = 'given_up') = (reason is not null))
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);
-- Also how retention finds what belongs to an operation.
create unique index an_endpoint_is_told_once_of_an_end_and_once_of_an_amendment on runtruth.webhook_deliveries (workspace_id, run_id, event, endpoint_id)
  where run_id is not null;
create index webhook_deliveries_due on runtruth.webhook_deliveries (workspace_id, endpoint_id, next_at) where state = 'due';
create index webhook_deliveries_of_an_endpoint on runtruth.webhook_deliveries (workspace_id, endpoint_id, id desc);
create index webhook_deliveries_over on runtruth.webhook_deliveries (workspace_id, ended_at) where state <> 'due';

-- Begun by the statement that takes the delivery, ended by its answer; one that was never ended belongs to a process that died.
create table runtruth.webhook_attempts (
  workspace_id integer not null,
  delivery_id bigint not null,
  attempt integer not null,
  at timestamptz not null default now(),
  ended_at timestamptz,
  status integer,
  duration_ms integer,
  error text,
  primary key (workspace_id, delivery_id, attempt),
  constraint an_attempt_belongs_to_a_delivery foreign key (workspace_id, delivery_id) references runtruth.webhook_deliveries (workspace_id, id) on delete cascade
);

-- Administration -------------------------------------------------------------------------------------------------

alter table runtruth.audit_events
  drop constraint an_administrative_act_has_a_known_kind,
  add constraint an_administrative_act_has_a_known_kind check (kind in (
    'member_granted', 'member_revoked', 'tenant_added', 'tenant_suspended', 'tenant_resumed', 'token_created', 'token_revoked',
    'webhook_created', 'webhook_changed', 'webhook_enabled', 'webhook_disabled', 'webhook_secret_rotated', 'webhook_removed'));

-- Owners hold everything there is. The owner of the tables is walled off from their rows like everybody else.
alter table runtruth.members no force row level security;
update runtruth.members set capabilities = array_append(capabilities, 'webhooks.manage')
  where role = 'owner' and not 'webhooks.manage' = any(capabilities);
alter table runtruth.members force row level security;

-- Rights ---------------------------------------------------------------------------------------------------------

do $$
declare
  scoped text;
begin
  foreach scoped in array array['webhook_endpoints', 'webhook_secrets', 'webhook_deliveries', 'webhook_attempts'] loop
    execute format('alter table runtruth.%I enable row level security', scoped);
    execute format('alter table runtruth.%I force row level security', scoped);
    execute format('create policy own_workspace on runtruth.%I to runtruth_app using (workspace_id = (select runtruth.current_workspace()))', scoped);
    execute format('create policy every_workspace on runtruth.%I for select to runtruth_system using (true)', scoped);
  end loop;
end
$$;

grant select, insert, update, delete on runtruth.webhook_endpoints to runtruth_app;
grant select (workspace_id, endpoint_id, id, created_at, valid_until), insert, update (valid_until), delete on runtruth.webhook_secrets to runtruth_app;
grant select, insert, update, delete on runtruth.webhook_deliveries to runtruth_app;
grant select, insert, update on runtruth.webhook_attempts to runtruth_app;
-- Finds who has something to send, and signs it.
grant select on runtruth.webhook_endpoints, runtruth.webhook_deliveries, runtruth.webhook_secrets to runtruth_system;
