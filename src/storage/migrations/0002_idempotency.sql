-- What a repeated request is answered with (http/idempotency.hpp).
create table idempotency_key (
  subject text not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  claimed_at bigint not null,
  done bigint not null check (done in (0, 1)),
  status bigint not null,
  headers text not null,
  body {{blob}},
  primary key (subject, route, key)
);
create index idempotency_key_age on idempotency_key (claimed_at);
