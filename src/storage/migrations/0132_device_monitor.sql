-- Devices that said in their last hello that they hear what their own loudspeaker sounds.
create table device_monitor (
  device text primary key references device (id)
);
