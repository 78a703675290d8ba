-- Blobs that the store holds or is about to hold. 'doomed' ones have no holder and go next; nobody may take hold of them any more.
create table media_blob (
  sha256 text primary key,
  size_bytes bigint not null,
  state text not null check (state in ('present', 'doomed')),
  touched_at bigint not null
);
create index media_blob_by_age on media_blob (touched_at, sha256);

-- Who needs a blob. The foreign key is what makes the garbage collector and a new holder exclude each other.
create table media_reference (
  sha256 text not null references media_blob (sha256),
  holder text not null,
  added_at bigint not null,
  primary key (sha256, holder)
);
create index media_reference_by_holder on media_reference (holder, sha256);

-- The media library (R16).
create table media_file (
  id text primary key,
  area text not null,
  name text not null,
  search_key text not null,
  kind text not null check (kind in ('sound', 'attachment')),
  state text not null check (state in ('processing', 'ready', 'failed')),
  progress_percent bigint not null,
  original text not null,
  original_bytes bigint not null,
  media_type text not null,
  rendition text,
  rendition_bytes bigint,
  duration_ms bigint,
  lufs_before double precision,
  peak_before double precision,
  lufs_after double precision,
  peak_after double precision,
  peaks {{blob}},
  failure_code text,
  failure_vi text,
  failure_en text,
  created_by text not null,
  created_by_name text not null,
  created_at bigint not null,
  changed_at bigint not null,
  version bigint not null,
  attempts bigint not null,
  claimed_until bigint
);
create index media_file_by_area on media_file (area, id);
create index media_file_by_state on media_file (state, id);

-- Uploads under way; how much has arrived is the length of their file in the uploads folder.
create table upload (
  id text primary key,
  area text not null,
  name text not null,
  size_bytes bigint not null,
  created_by text not null,
  created_at bigint not null,
  expires_at bigint not null,
  completed bigint not null check (completed in (0, 1))
);
create index upload_by_expiry on upload (expires_at, id);
create index upload_by_user on upload (created_by, completed);
