-- How a unit sounds unless a bulletin or a programme says otherwise (content/unit_sound.hpp). 'document' is the whole as JSON.
create table unit_sound (
  area text primary key,
  version bigint not null,
  document text not null
);
