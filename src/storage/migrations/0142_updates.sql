-- New programs for devices (updates/), and what a device says of its own (broadcast/standing_update.hpp).
create table update_bundle (
  id text primary key,
  product text not null,
  version text not null,
  platform text not null,
  sha256 text not null,
  size bigint not null,
  envelope text not null,
  file_sha256 text not null,
  file_size bigint not null,
  keyid text not null,
  uploaded_at bigint not null,
  uploaded_by text not null
);
create unique index update_bundle_once on update_bundle (file_sha256, sha256);

-- The order that a device has now; its desired state carries it.
create table standing_update (
  device text primary key references device (id),
  update_order text not null,
  bundle text not null references update_bundle (id),
  document text not null
);
create index standing_update_of_order on standing_update (update_order);

-- Devices of level `update` only: what they do with an order, and how the last ones ended.
create table device_program (
  device text primary key references device (id),
  update_order text not null,
  phase text not null
);
create table device_update_result (
  device text not null references device (id),
  update_order text not null,
  outcome text not null,
  running text not null,
  reason text not null,
  at bigint not null,
  primary key (device, update_order)
);

-- `document` is the whole rollout as JSON; the other columns repeat what lists and the job look for.
create table rollout (
  id text primary key,
  bundle text not null references update_bundle (id),
  area text not null,
  open bigint not null,
  started_at bigint not null,
  version bigint not null,
  document text not null
);
create index rollout_open on rollout (open) where open = 1;
create index rollout_by_time on rollout (started_at, id);

create table rollout_device (
  rollout text not null references rollout (id),
  device text not null references device (id),
  stage bigint not null,
  progress text not null,
  reason text not null,
  told_at bigint,
  primary key (rollout, device)
);
create index rollout_device_of_device on rollout_device (device);
