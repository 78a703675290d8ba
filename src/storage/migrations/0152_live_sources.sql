-- A live session may carry a station or the line input of a device.
alter table live_session add column source_kind text not null default 'source' check (source_kind in ('microphone', 'source', 'station', 'input'));
update live_session set source_kind = source;
alter table live_session drop column source;
alter table live_session rename column source_kind to source;
alter table live_session add column station text;
alter table live_session add column input_device text;

-- Which source of a relay sounded from when on, and why; link: its name, empty when none was left.
create table live_turn (
  session text not null references live_session (id),
  number bigint not null,
  at bigint not null,
  why text not null check (why in ('started', 'silent', 'lost', 'returned', 'exhausted')),
  link text not null,
  primary key (session, number)
);
