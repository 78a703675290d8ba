-- A command may ask a device to send what its own input captures.
alter table command add column operation text not null default 'play' check (operation in ('play', 'stop', 'volume', 'capture'));
update command set operation = op;
alter table command drop column op;
alter table command rename column operation to op;
