-- Effects on the outside, written in the transaction of the change. `seq` is given after the commit by the sequencer
-- alone, because the order of `id` is not the order of commits (README.md).
create table outbox (
  id {{identity}},
  topic text not null,
  entity text not null,
  payload text not null,
  created_at bigint not null,
  seq bigint
);
create unique index outbox_seq on outbox (seq) where seq is not null;
create index outbox_unnumbered on outbox (id) where seq is null;
create index outbox_topic on outbox (topic, seq) where seq is not null;

-- The last number given.
create table outbox_sequence (
  name text primary key,
  last_seq bigint not null
);
insert into outbox_sequence (name, last_seq) values ('outbox', 0);

-- How far each consumer has come in its topic.
create table outbox_cursor (
  consumer text primary key,
  topic text not null,
  seq bigint not null
);

-- Entries that a consumer could not perform, and later entries of the same entity that wait behind them.
create table outbox_parked (
  consumer text not null,
  seq bigint not null,
  entity text not null,
  attempts bigint not null,
  next_at bigint not null,
  last_error text not null,
  dead bigint not null check (dead in (0, 1)),
  primary key (consumer, seq)
);
create index outbox_parked_due on outbox_parked (consumer, dead, next_at);

-- Who does a piece of shared work now. Every write of the holder carries the epoch.
create table lease (
  name text primary key,
  holder text not null,
  epoch bigint not null,
  until bigint not null
);
