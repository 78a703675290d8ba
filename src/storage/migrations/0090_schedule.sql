-- Programmes (schedule/programme.hpp). 'document' is the whole programme as JSON; the other columns repeat what is searched by.
create table programme (
  id text primary key,
  state text not null check (state in ('active', 'cancelled')),
  class text not null check (class in ('ordinary', 'priority', 'emergency')),
  area text not null,
  search_text text not null,
  version bigint not null,
  document text not null
);
create index programme_by_area on programme (area, id);

-- Which bulletins an active programme plays.
create table programme_bulletin (
  programme text not null references programme (id),
  bulletin text not null,
  primary key (programme, bulletin)
);
create index programme_bulletin_by_bulletin on programme_bulletin (bulletin, programme);

-- When the devices of an area may sound (schedule/unit_rules.hpp), from one day on.
create table unit_rules (
  area text not null,
  effective_from text not null,
  version bigint not null,
  document text not null,
  primary key (area, effective_from)
);

-- 'inputs' is raised by every change of programmes, rules or what they play; 'changes' numbers what publishing changed. Both rows serialise their writers.
create table schedule_counter (
  name text primary key,
  value bigint not null
);
insert into schedule_counter (name, value) values ('inputs', 0);
insert into schedule_counter (name, value) values ('changes', 0);

-- The published timeline: occurrences of programmes, and which devices play them.
create table planned_run (
  id text primary key,
  programme text not null,
  title text not null,
  area text not null,
  class text not null,
  nominal_at bigint not null,
  volume_percent bigint,
  items text not null
);
create table planned_run_device (
  run text not null references planned_run (id),
  device text not null,
  at bigint not null,
  not_after bigint not null,
  duration_ms bigint not null,
  item_count bigint not null,
  fingerprint text not null,
  primary key (run, device)
);
create index planned_run_device_by_device on planned_run_device (device, at);

-- The last change of what a device is to play.
create table planned_device (
  device text primary key,
  change bigint not null
);
create index planned_device_by_change on planned_device (change, device);

-- Why a device does not play an occurrence, or plays it otherwise than the programme says.
create table planned_decision (
  device text not null,
  programme text not null,
  nominal_at bigint not null,
  play bigint not null,
  reason text not null,
  message_vi text not null,
  message_en text not null,
  primary key (device, programme, nominal_at, play)
);
