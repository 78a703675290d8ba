-- Devices that said in their last hello that they can capture sound.
create table device_input (
  device text primary key references device (id)
);
