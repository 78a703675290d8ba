-- Sound that is being made from a bulletin's text, or was (content/render_job.hpp). 'digest' is of what is to be heard: one open job each.
create table render_job (
  id text primary key,
  bulletin text not null,
  area text not null,
  language text,
  digest text not null,
  state text not null check (state in ('waiting', 'working', 'done', 'failed', 'cancelled')),
  sentences_done bigint not null,
  sentences_total bigint not null,
  requested_by text not null,
  requested_by_name text not null,
  created_at bigint not null,
  changed_at bigint not null,
  attempts bigint not null,
  claimed_until bigint,
  failure_code text,
  failure_vi text,
  failure_en text
);
create unique index render_job_open on render_job (digest) where state in ('waiting', 'working');
create index render_job_by_bulletin on render_job (bulletin, created_at, id);
create index render_job_by_state on render_job (state, created_at, id);
