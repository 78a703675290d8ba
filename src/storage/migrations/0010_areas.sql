-- Lists of administrative units that an administrator loaded; the one with the latest label counts, if it is later than
-- the one that came with the program.
create table area_catalogue (
  label text primary key,
  content text not null,
  sha256 text not null,
  loaded_at bigint not null
);

-- Villages as communes keep them. `last_number` of a commune never goes back, so that a code is never used twice.
create table area_village_number (
  commune text primary key,
  last_number bigint not null
);
create table area_village (
  code text primary key,
  commune text not null,
  kind text not null,
  name text not null,
  population bigint,
  households bigint,
  version bigint not null,
  changed_at bigint not null
);
create index area_village_commune on area_village (commune, code);
