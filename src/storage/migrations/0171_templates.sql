-- What units write again and again (content/bulletin_template.hpp). 'document' is the whole template as JSON.
create table bulletin_template (
  id text primary key,
  area text not null,
  document text not null
);
create index bulletin_template_by_area on bulletin_template (area, id);
