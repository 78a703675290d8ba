-- The archive's index (content/bulletin_search.hpp): the terms of each bulletin, numbered as they came in, so that the index is walked from the newest
-- one down. Terms are folded words ('tiem'), those of the title again ('=tiem'), and what lists filter by ('/area=91/31069').
create function search_lexemes(words text) returns tsvector language sql immutable parallel safe as $$
  select array_to_tsvector(coalesce(array_agg(distinct word), '{}'))
  from regexp_split_to_table(words, '\s+') as word where octet_length(word) between 1 and 250
$$;

create table bulletin_search (
  number {{identity}},
  bulletin text not null unique references bulletin (id),
  terms text not null,
  lexemes tsvector generated always as (search_lexemes(terms)) stored
);

with recursive place (area, upto) as (
  select distinct area, area from bulletin where area <> ''
  union
  select area, rtrim(rtrim(upto, replace(upto, '/', '')), '/') from place where upto like '%/%'
)
insert into bulletin_search (bulletin, terms)
select id, replace(search_text, chr(10), ' ') || ' =' || replace(split_part(search_text, chr(10), 1), ' ', ' =')
         || coalesce((select string_agg(' /area=' || upto, '') from place where place.area = bulletin.area), '')
         || ' /state=' || state || ' /class=' || class || ' /author=' || author || ' /field=' || replace(field_key, ' ', '_')
from bulletin order by id;

create index bulletin_index on bulletin_search using gin (lexemes);

alter table bulletin drop column search_text;
