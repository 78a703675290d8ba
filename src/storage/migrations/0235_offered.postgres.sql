-- Where an approved bulletin of a unit above may be read (content/offered_below.hpp): '<91><92/31012>', empty while it is offered to nobody.
alter table bulletin add column offered_to text not null default '';
update bulletin set offered_to = coalesce((
    select string_agg('<' || place || '>', '') from jsonb_array_elements_text(cast(document as jsonb) -> 'body' -> 'targets' -> 'areas') as place), '')
where state in ('approved', 'scheduled', 'broadcast', 'archived') and cast(document as jsonb) -> 'approved_digest' is not null;

-- The archive's index learns which unit issued a bulletin, beside all places around it.
update bulletin_search set terms = terms || ' /of=' || (select area from bulletin where bulletin.id = bulletin_search.bulletin);
