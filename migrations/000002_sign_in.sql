-- Sign-in of people at a browser, where no host brings its own. The tables and their names are those of better-auth, so
-- that its own check can compare; who may do what stays in runtruth.members, and a person is found there by e-mail.

create schema runtruth_auth;

create table runtruth_auth."user" (
  id text primary key,
  name text not null,
  email text not null,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  constraint one_sign_in_for_an_email unique (email),
  -- People are found by lower(email) on our side; two spellings of one address must never be two of them on this side.
  constraint an_email_is_lower_case check (email = lower(email))
);

create table runtruth_auth.session (
  id text primary key,
  token text not null,
  "userId" text not null references runtruth_auth."user" on delete cascade,
  "expiresAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  constraint a_session_has_its_own_token unique (token)
);
create index "session_userId_idx" on runtruth_auth.session ("userId");

create table runtruth_auth.account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references runtruth_auth."user" on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  -- A password is the account of the provider "credential", and its accountId the user: nobody has two.
  constraint one_person_for_an_account unique ("providerId", "accountId")
);
create index "account_userId_idx" on runtruth_auth.account ("userId");

create table runtruth_auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_identifier_idx on runtruth_auth.verification (identifier);

-- Rights ---------------------------------------------------------------------------------------------------------

-- runtruth_app sees nothing of this. runtruth_system finds whom a session belongs to and gives passwords; it reads none.
grant usage on schema runtruth_auth to runtruth_system;
grant select (id, email), insert on runtruth_auth."user" to runtruth_system;
grant select (id, token, "userId", "expiresAt"), delete on runtruth_auth.session to runtruth_system;
grant select (id, "userId", "providerId", "accountId"), insert, update (password, "updatedAt") on runtruth_auth.account to runtruth_system;
