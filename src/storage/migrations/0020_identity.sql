-- Organisations, people, and how people prove who they are (identity/README.md).
create table unit (
  id text primary key,
  name text not null,
  folded text not null,
  kind text not null,
  area text not null,
  archived bigint not null check (archived in (0, 1)),
  created_at bigint not null,
  version bigint not null
);
create index unit_area on unit (area);

create table account (
  id text primary key,
  user_name text not null unique,
  display_name text not null,
  folded text not null,              -- user name and display name without tone marks, for search
  unit text not null references unit (id),
  phone text not null,
  state text not null check (state in ('active', 'disabled')),
  created_at bigint not null,
  version bigint not null,
  last_sign_in_at bigint,
  password_hash text not null,       -- Argon2id; empty until the first password was set
  password_changed_at bigint,
  totp_secret text not null,         -- base32; empty without second factor
  totp_confirmed bigint not null check (totp_confirmed in (0, 1)),
  totp_last_step bigint not null     -- a code is good once
);
create index account_unit on account (unit);

create table account_grant (
  account text not null references account (id) on delete cascade,
  role text not null,
  area text not null,
  primary key (account, role, area)
);

create table recovery_code (
  account text not null references account (id) on delete cascade,
  code_hash text not null,
  primary key (account, code_hash)
);

-- Codes that are told to a person once: the first set-up, a new password.
create table one_time_code (
  purpose text not null check (purpose in ('set_up', 'set_password')),
  subject text not null,             -- id of the account; empty for the set-up
  code_hash text not null,
  expires_at bigint not null,
  primary key (purpose, subject)
);

-- Failures by name and by address, so that guessing gets slow on every server at once.
create table sign_in_attempt (
  subject text primary key,
  failures bigint not null,
  last_at bigint not null,
  locked_until bigint not null
);

create table session (
  id text primary key,
  account text not null references account (id) on delete cascade,
  token_hash text not null unique,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  peer text not null,
  user_agent text not null,
  second_factor_at bigint
);
create index session_account on session (account);
create index session_expiry on session (expires_at);

create table api_token (
  id text primary key,
  account text not null references account (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  created_at bigint not null,
  expires_at bigint not null,
  last_used_at bigint
);
create index api_token_account on api_token (account);

create table api_token_grant (
  token text not null references api_token (id) on delete cascade,
  role text not null,
  area text not null,
  primary key (token, role, area)
);
