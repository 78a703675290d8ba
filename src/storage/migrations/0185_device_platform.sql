-- What a device of level `update` runs on, such as linux-aarch64; empty: it has not said.
alter table device_program add column platform text not null default '';
