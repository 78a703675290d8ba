-- How the officers of a unit want written forms to be read. `written_key` is the written form as it is compared: within one
-- area each is there once. `area` is the path of the unit, `91/31069`; empty for the whole country.
create table speech_word (
  id text primary key,
  area text not null,
  written text not null,
  written_key text not null,
  spoken text not null,
  match_case bigint not null check (match_case in (0, 1)),
  whole_word bigint not null check (whole_word in (0, 1)),
  version bigint not null,
  changed_at bigint not null,
  unique (area, written_key)
);
