-- The register of devices (R34). `group_ids` holds the ids of the device's groups with a space before and after each.
create table device (
  id text primary key,
  state text not null check (state in ('registered', 'claimed', 'revoked')),
  kind text not null check (kind in ('cluster', 'integration_box', 'board')),
  serial text not null,
  name text not null,
  name_key text not null,
  search_key text not null,
  vendor text not null,
  model text not null,
  place text not null,
  area text not null,
  latitude double precision,
  longitude double precision,
  speakers bigint not null,
  watt bigint not null,
  power text not null,
  sim_number text not null,
  sim_operator text not null,
  sim_expires_on text,
  installed_on text,
  warranty_until text,
  funding text not null,
  note text not null,
  group_ids text not null,
  volume text not null,
  created_at bigint not null,
  claimed_at bigint,
  revoked_at bigint,
  version bigint not null
);
create unique index device_serial on device (serial);
create index device_by_name on device (name_key, id);
create index device_by_area on device (area, id);
create index device_by_state on device (state, id);

create table device_group (
  id text primary key,
  name text not null,
  area text not null,
  created_at bigint not null
);

-- A one-time code as the key derived from it; gone when used.
create table device_claim_code (
  device text primary key references device (id),
  claim_key text not null,
  expires_at bigint not null,
  tries_left bigint not null
);

-- The token that a claimed device holds, as its hash and in the broker's form.
create table device_credential (
  device text primary key references device (id),
  token text not null,
  broker_password text not null
);

-- What is known of a device's connection: a lease that its messages renew.
create table device_presence (
  device text primary key references device (id),
  line text not null check (line in ('never', 'unknown', 'up', 'down')),
  incarnation bigint not null,
  seen_at bigint,
  lease_until bigint not null,
  greeted bigint not null check (greeted in (0, 1)),
  playing_run text not null,
  volume bigint not null,
  manifest_version bigint not null,
  manifest_covers_until bigint,
  manifest_complete bigint not null check (manifest_complete in (0, 1)),
  firmware text not null,
  clock_error_ms bigint,
  clash_at bigint
);
create index device_presence_lease on device_presence (lease_until);
