-- Bulletins. 'document' is the whole bulletin as JSON (content/bulletin_json.hpp); the other columns repeat what lists filter and search by.
create table bulletin (
  id text primary key,
  state text not null check (state in ('draft', 'submitted', 'approved', 'returned', 'scheduled', 'broadcast', 'archived', 'withdrawn')),
  class text not null check (class in ('ordinary', 'priority', 'emergency')),
  field_key text not null,
  area text not null,
  author text not null,
  valid_from text not null,
  valid_to text not null,
  search_text text not null,
  version bigint not null,
  document text not null
);
create index bulletin_by_area on bulletin (area, id);
create index bulletin_by_state on bulletin (state, id);
create index bulletin_by_author on bulletin (author, id);

-- Every version that ever was, for people who ask what changed.
create table bulletin_version (
  bulletin text not null references bulletin (id),
  version bigint not null,
  state text not null,
  changed_by text not null,
  changed_by_name text not null,
  changed_at bigint not null,
  reason text,
  document text not null,
  primary key (bulletin, version)
);

-- How a unit approves (content/approval.hpp).
create table approval_rule (
  area text primary key,
  version bigint not null,
  document text not null
);
