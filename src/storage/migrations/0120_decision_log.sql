-- What was decided about a device's runs and is nowhere else on record: why it did, or did not, sound.

-- A stretch of time in which the server did not hear the device; written when the device speaks again.
create table device_silence (
  device text not null references device (id),
  from_at bigint not null,
  to_at bigint not null,
  primary key (device, from_at)
);

-- A run that was taken out of a device's programme before it began, and why.
create table run_removal (
  run text not null,
  device text not null references device (id),
  programme text not null,
  bulletin text not null,
  at bigint not null,
  duration_ms bigint not null,
  code text not null,
  decided_at bigint not null,
  primary key (run, device)
);
create index run_removal_of_device on run_removal (device, at);
