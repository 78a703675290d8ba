-- What the passing of time alone can still change. The index before it was of no use to the question that is asked each second, which
-- therefore read every delivery that there ever was.
drop index delivery_open;
create index delivery_to_close on delivery (expires_at)
  where (state in ('planned', 'sent', 'received', 'playing') or
  (state = 'silent' and is_command = 1 and received_at is null));
