-- A command for all devices of a group is signed once and published once. `send_at` is empty when that was done; the envelope stays as long
-- as the command, because what devices did not get in this way is addressed to each of them from it.
create table group_sending (
  subject text not null,
  device_group text not null,
  envelope text not null,
  expires_at bigint not null,
  send_at bigint,
  primary key (subject, device_group)
);
create index group_sending_due on group_sending (send_at) where send_at is not null;

-- `sent_with`: the group whose publish carries the command to this device first. Then `envelope` is empty until the device must be addressed alone.
alter table delivery add column is_command bigint not null default 0;
alter table delivery add column sent_with text not null default '';
update delivery set is_command = 1 where envelope is not null;
