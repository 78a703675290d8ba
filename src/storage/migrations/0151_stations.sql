-- Stations that may be relayed (relay/station.hpp): a stream, an FM frequency, or both.
create table station (
  id text primary key,
  area text not null,
  name text not null,
  url text not null,
  frequency_khz bigint,
  version bigint not null,
  changed_at bigint not null
);
create index station_by_area on station (area, name, id);

-- What sounds instead when the station is silent or lost, in order: another station or a sound of the library.
create table station_fallback (
  station text not null references station (id),
  place bigint not null,
  other text references station (id),
  media text,
  primary key (station, place),
  check ((other is null) <> (media is null))
);
create index station_fallback_other on station_fallback (other);
