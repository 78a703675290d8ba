-- The part of its original that a file consists of, in milliseconds from the original's beginning; null: the whole.
alter table media_file add column cut_from_ms bigint;
alter table media_file add column cut_to_ms bigint;
create index media_file_by_rendition on media_file (rendition);
