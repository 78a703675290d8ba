-- What a run is to people: devices know only its class, and an exercise must never be counted as an emergency.
alter table run add column kind text not null default 'broadcast' check (kind in ('broadcast', 'emergency', 'exercise'));

-- Sounds that every device holds before anybody needs them: the siren, the words that say that it is an exercise.
create table standing_sound (
  name text primary key,
  sha256 text not null,
  size bigint not null,
  duration_ms bigint not null,
  made_at bigint not null
);
