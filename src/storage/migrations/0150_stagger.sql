-- Clusters that hear each other start a run one after the other: how much later than the first.
alter table planned_run_device add column stagger_ms bigint not null default 0;
