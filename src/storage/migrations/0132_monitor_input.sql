-- Which inputs a device said in its last hello that it has: to be broadcast, or to hear what its loudspeaker sounds.
create table device_input_use (
  device text not null references device (id),
  input_use text not null check (input_use in ('line', 'monitor')),
  primary key (device, input_use)
);
insert into device_input_use (device, input_use) select device, 'line' from device_input;
drop table device_input;
alter table device_input_use rename to device_input;
