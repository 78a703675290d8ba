-- Who ended the use of a device, and why (devices/device.hpp); NULL while it is in use. Those ended before this step keep only the instant.
alter table device add column revoked_by text;
alter table device add column revoked_why text;
