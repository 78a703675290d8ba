-- The sets of keys that devices believe, one after the other (keys/key_set_record.hpp). The private keys are files, never here.
create table key_set (
  version bigint primary key,
  content text not null,
  envelope text not null,
  made_by text not null,
  reason text not null
);
