-- The last sequence number that the issuing key has put into a command.
create table issuing_sequence (
  name text primary key,
  last_seq bigint not null
);
insert into issuing_sequence (name, last_seq) values ('command', 0);

-- One sounding: an occurrence of a programme (then `command` is empty) or what a command asked for.
create table run (
  id text primary key,
  command text not null,
  programme text not null,
  bulletin text not null,
  title text not null,
  class text not null check (class in ('ordinary', 'priority', 'emergency')),
  area text not null,
  at bigint not null,
  duration_ms bigint not null,
  created_at bigint not null
);
create index run_by_time on run (at, id);
create index run_by_bulletin on run (bulletin, at);
create index run_by_command on run (command) where command <> '';

create table command (
  id text primary key,
  op text not null check (op in ('play', 'stop', 'volume')),
  class text not null check (class in ('ordinary', 'priority', 'emergency')),
  area text not null,
  run text not null,
  summary text not null,
  issued_at bigint not null,
  expires_at bigint not null,
  ordered_by text not null,
  ordered_by_name text not null
);
create index command_by_time on command (issued_at, id);

-- How far a command (`subject` is its id) or a planned run (the run's id) has come on one device. Rows with `send_at` are
-- what is to be published: written with the command, served after the commit.
create table delivery (
  subject text not null,
  device text not null references device (id),
  state text not null check (state in
    ('planned', 'sent', 'received', 'playing', 'done', 'failed', 'silent', 'expired', 'refused')),
  planned_at bigint not null,
  expires_at bigint not null,
  sent_at bigint,
  received_at bigint,
  started_at bigint,
  ended_at bigint,
  code text not null,
  ms_planned bigint not null,
  ms_played bigint not null,
  sends bigint not null,
  send_at bigint,
  manifest_version bigint not null,
  envelope text,
  primary key (subject, device)
);
create index delivery_to_send on delivery (send_at) where send_at is not null;
create index delivery_open on delivery (expires_at)
  where state in ('planned', 'sent', 'received', 'playing', 'silent');
create index delivery_of_device on delivery (device, planned_at);

-- What a device is to have: its signed desired state and programme. `plan_hash` and `desired_hash` tell whether a new version
-- is due; `announced` is 0 while the desired state waits to be published.
create table device_programme (
  device text primary key references device (id),
  device_version bigint not null,
  checked_at bigint not null,
  plan_hash text not null,
  manifest_version bigint not null,
  manifest_sha256 text not null,
  manifest_envelope text not null,
  made_at bigint not null,
  valid_to bigint not null,
  desired_hash text not null,
  desired_version bigint not null,
  desired_envelope text not null,
  announced bigint not null check (announced in (0, 1))
);
create index device_programme_checked on device_programme (checked_at);
create index device_programme_announce on device_programme (announced) where announced = 0;

-- How far the plan's changes were read.
create table plan_cursor (
  name text primary key,
  change_number bigint not null,
  device text not null
);

-- How far a device's events were taken in, and the hash of the last one.
create table event_position (
  device text primary key references device (id),
  epoch bigint not null,
  n bigint not null,
  lost bigint not null,
  chain text not null
);

-- Events as devices told them; each row's `chain` is the hash of the one before and of this one.
create table device_event (
  device text not null references device (id),
  epoch bigint not null,
  n bigint not null,
  at bigint not null,
  kind text not null,
  code text not null,
  body text not null,
  received_at bigint not null,
  chain text not null,
  primary key (device, epoch, n)
);
create index device_event_by_kind on device_event (kind, received_at);
create index device_event_by_time on device_event (device, received_at);

-- What really sounded: one row per run and device, whoever asked for it.
create table proof (
  run text not null,
  device text not null references device (id),
  command text not null,
  class text not null,
  planned_at bigint not null,
  started_at bigint,
  ended_at bigint,
  ms_planned bigint not null,
  ms_played bigint not null,
  outcome text not null,
  reason text not null,
  volume bigint not null,
  manifest_version bigint not null,
  clock_error_ms bigint,
  parts text not null,
  epoch bigint not null,
  n bigint not null,
  received_at bigint not null,
  primary key (run, device)
);
create index proof_by_device on proof (device, planned_at);
create index proof_by_time on proof (planned_at);
