-- Who did what, each entry chained to the one before by its hash (audit/README.md).
create table audit_entry (
  seq bigint primary key,
  at bigint not null,
  actor text not null,       -- id of the user, empty for a job
  actor_name text not null,
  action text not null,
  entity text not null,
  area text not null,
  before_hash text not null, -- SHA-256 of the thing before, empty when it was made
  after_hash text not null,
  note text not null,
  prev_hash text not null,
  hash text not null
);
create index audit_entry_entity on audit_entry (entity, seq);
create index audit_entry_actor on audit_entry (actor, seq);
create index audit_entry_area on audit_entry (area, seq);
create index audit_entry_at on audit_entry (at);

-- The end of the chain. Its row is locked by every append, so the chain has one order.
create table audit_head (
  name text primary key,
  seq bigint not null,
  hash text not null
);
insert into audit_head (name, seq, hash)
values ('audit', 0, '0000000000000000000000000000000000000000000000000000000000000000');
