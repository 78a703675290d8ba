-- Relays that are planned ahead. A run with a station waits for its time with one delivery for each device; live sessions then sound it,
-- each under a run of its own (broadcast/waiting_relay.hpp, live/planned_relay.hpp).
alter table run add column station text not null default '';
create index run_waiting_relay on run (at) where station <> '';

-- What happened to the run of a live session, for "why?" (broadcast/why.hpp).
create table run_note (
  run text not null,
  code text not null,
  at bigint not null,
  primary key (run, code)
);

-- Of a planned relay: the run that was planned, and its programme. Several sessions carry one when it had to be taken up again.
alter table live_session add column planned_run text;
alter table live_session add column programme text;
create index live_session_planned on live_session (ends_by) where planned_run is not null;
