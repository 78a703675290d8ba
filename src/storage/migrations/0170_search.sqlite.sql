-- The archive's index (content/bulletin_search.hpp): the terms of each bulletin, numbered as they came in, so that the index is walked from the newest
-- one down. Terms are folded words ('tiem'), those of the title again ('=tiem'), and what lists filter by ('/area=91/31069').
create table bulletin_search (
  number {{identity}},
  bulletin text not null unique references bulletin (id),
  terms text not null
);

with recursive place (area, upto) as (
  select distinct area, area from bulletin where area <> ''
  union
  select area, rtrim(rtrim(upto, replace(upto, '/', '')), '/') from place where upto like '%/%'
)
insert into bulletin_search (bulletin, terms)
select id, replace(search_text, char(10), ' ') || ' =' || replace(substr(search_text, 1, instr(search_text || char(10), char(10)) - 1), ' ', ' =')
         || coalesce((select group_concat(' /area=' || upto, '') from place where place.area = bulletin.area), '')
         || ' /state=' || state || ' /class=' || class || ' /author=' || author || ' /field=' || replace(field_key, ' ', '_')
from bulletin order by id;

-- Words are folded already, so 'ascii' only splits at spaces. There is a list for each beginning of up to seven characters: that is every Vietnamese
-- syllable, and a longer beginning has few lists to join. No triggers keep it: with 'trusted_schema' off a schema may not touch virtual tables.
create virtual table bulletin_index using fts5 (
  terms, content = 'bulletin_search', content_rowid = 'number', tokenize = "ascii tokenchars '=/-_'", detail = none, prefix = '1 2 3 4 5 6 7'
);
insert into bulletin_index (bulletin_index) values ('rebuild');

alter table bulletin drop column search_text;
