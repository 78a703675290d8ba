-- Where an approved bulletin of a unit above may be read (content/offered_below.hpp): '<91><92/31012>', empty while it is offered to nobody.
alter table bulletin add column offered_to text not null default '';
update bulletin set offered_to = coalesce((select group_concat('<' || place.value || '>', '') from json_each(document, '$.body.targets.areas') as place), '')
where state in ('approved', 'scheduled', 'broadcast', 'archived') and json_extract(document, '$.approved_digest') is not null;

-- The archive's index learns which unit issued a bulletin, beside all places around it.
update bulletin_search set terms = terms || ' /of=' || (select area from bulletin where bulletin.id = bulletin_search.bulletin);
insert into bulletin_index (bulletin_index) values ('rebuild');
