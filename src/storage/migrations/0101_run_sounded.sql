-- When the first proof of a run told that it sounded; so that its bulletins learn of it once, not once per device.
alter table run add column sounded_at bigint;
