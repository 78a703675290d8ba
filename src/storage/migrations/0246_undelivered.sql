-- A message that was given up waits for a person, who has it sent once more or discards it (alarms/given_up.hpp).
alter table alarm_notice add column tried_at bigint;
alter table alarm_notice add column discarded_at bigint;
create index alarm_notice_given_up on alarm_notice (id) where next_at is null and sent_at is null and discarded_at is null;
