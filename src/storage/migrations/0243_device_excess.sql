-- What a device sent beyond what is read of it (broadcast/intake.hpp); of each device the latest time.
create table device_excess (
  device text primary key references device (id),
  began_at bigint not null,
  last_at bigint not null,
  messages bigint not null
);
