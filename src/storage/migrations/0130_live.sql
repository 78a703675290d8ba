-- Live broadcasts: who speaks, where, until when, and why it ended. One row is one session with one owner.
create table live_session (
  id text primary key,
  title text not null,
  owner text not null,
  owner_name text not null,
  area text not null,
  class text not null check (class in ('ordinary', 'priority', 'emergency')),
  tier text not null check (tier in ('commune', 'province', 'central')),
  source text not null check (source in ('microphone', 'source')),
  volume_percent bigint,
  password_hash text not null,
  state text not null check (state in ('waiting', 'on_air', 'ended')),
  run text not null,
  created_at bigint not null,
  ends_by bigint not null,
  on_air_at bigint,
  ended_at bigint,
  end_reason text not null,
  ended_by_name text not null,
  recording text
);
create index live_session_open on live_session (id) where state <> 'ended';
create index live_session_by_time on live_session (created_at, id);

-- run: under which the device sounds it; another one after it had to give way.
create table live_session_device (
  session text not null references live_session (id),
  device text not null references device (id),
  run text not null,
  primary key (session, device)
);
create index live_session_of_device on live_session_device (device);
