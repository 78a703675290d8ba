-- What a bulletin asks for when a run of it was missed, so that lists need not open its document.
alter table bulletin add column on_miss text not null default 'drop';
update bulletin set on_miss = 'next_slot' where document like '%"on_miss":"next_slot"%';
update bulletin set on_miss = 'ask' where document like '%"on_miss":"ask"%';
create index bulletin_to_make_up on bulletin (id) where on_miss <> 'drop';
create index planned_run_by_programme on planned_run (programme, nominal_at);

-- Runs that were missed somewhere, and what was decided (schedule/miss.hpp). 'document' is the whole of it as JSON.
create table missed_run (
  id text primary key,
  area text not null,
  verdict text not null check (verdict in ('dropped', 'carried', 'made_up', 'asked')),
  version bigint not null,
  document text not null
);
create index missed_run_by_verdict on missed_run (verdict, id);

-- One decision for each device that missed a bulletin, ever.
create table missed_device (
  programme text not null,
  bulletin text not null,
  nominal_at bigint not null,
  device text not null,
  missed_run text not null references missed_run (id),
  primary key (programme, bulletin, nominal_at, device)
);
