-- What a device last told of its body (devices/presence.hpp); NULL where it has no sensor.
alter table device_presence add column clock_lost bigint not null default 0;
alter table device_presence add column clock_offset_ms bigint;
alter table device_presence add column store_free_mb bigint;
alter table device_presence add column mains bigint;
alter table device_presence add column amplifier_ok bigint;
alter table device_presence add column loudspeaker_ok bigint;
alter table device_presence add column audible bigint;
alter table device_presence add column sim_left_mb bigint;

-- One thing that is wrong with one device (alarms/alarm.hpp). At most one per device and kind is not cleared.
create table alarm (
  id text primary key,
  device text not null references device (id),
  kind text not null,
  area text not null,
  device_name text not null,
  cause text not null,
  raised_at bigint not null,
  level bigint not null,
  escalate_at bigint,
  acknowledged_at bigint,
  acknowledged_by text not null,
  acknowledged_by_name text not null,
  note text not null,
  calm_since bigint,
  cleared_at bigint,
  relapses bigint not null,
  version bigint not null
);
create unique index alarm_standing on alarm (device, kind) where cleared_at is null;
create index alarm_recent on alarm (cleared_at) where cleared_at is not null;
create index alarm_of_device on alarm (device, id);

-- Who is told of alarms in an area, besides the console: an e-mail address or a web hook.
create table alarm_contact (
  id text primary key,
  area text not null,
  channel text not null check (channel in ('email', 'web_hook')),
  address text not null,
  secret text not null,
  created_at bigint not null
);
create index alarm_contact_by_area on alarm_contact (area, id);

-- What is to be told: made in the transaction of the alarm's change, sent after it, tried again until it is delivered or given up.
create table alarm_notice (
  id text primary key,
  alarm text not null references alarm (id),
  channel text not null check (channel in ('email', 'web_hook')),
  address text not null,
  secret text not null,
  happening text not null,
  document text not null,
  attempts bigint not null,
  next_at bigint,
  sent_at bigint,
  last_error text not null
);
create index alarm_notice_due on alarm_notice (next_at) where next_at is not null;
create index alarm_notice_of_alarm on alarm_notice (alarm, id);

-- Runs that did not sound as they should, for "commanded but silent".
create index delivery_unsounded on delivery (planned_at) where state in ('silent', 'failed');
