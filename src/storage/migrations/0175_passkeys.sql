-- Passkeys (W3C Web Authentication), by which a person proves possession and is verified by the device itself (identity/README.md).
create table passkey (
  id text primary key,
  account text not null references account (id) on delete cascade,
  name text not null,
  rp_id text not null,               -- host of the page where it was made; good there only
  credential_id text not null unique, -- base64url
  cose_key text not null,            -- base64url of the public key
  sign_count bigint not null,        -- 0: the device does not count
  backed_up bigint not null check (backed_up in (0, 1)),
  created_at bigint not null,
  last_used_at bigint
);
create index passkey_account on passkey (account);

-- What browsers were asked to have signed; each is good once, for minutes.
create table passkey_challenge (
  challenge_hash text primary key,
  purpose text not null check (purpose in ('add', 'sign_in', 'second_factor')),
  account text not null,             -- empty where nobody is known yet
  expires_at bigint not null
);
create index passkey_challenge_expiry on passkey_challenge (expires_at);
