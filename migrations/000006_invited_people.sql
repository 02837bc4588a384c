-- Whoever invites into one workspace may choose any address that nobody uses yet. What they open with it stays in that workspace,
-- until somebody whose word holds for the whole installation says whose address it is: its operator, or an OpenID Connect provider.

create table runtruth.invited_people (
  user_id integer primary key references runtruth.users,
  workspace_id integer not null references runtruth.workspaces,
  created_at timestamptz not null default now()
);

alter table runtruth.invited_people enable row level security;
alter table runtruth.invited_people force row level security;
create policy every_workspace on runtruth.invited_people to runtruth_system using (true) with check (true);

grant select, insert, delete on runtruth.invited_people to runtruth_system;
grant delete on runtruth_auth.account to runtruth_system;
