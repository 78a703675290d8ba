-- A live session may be the voice of an emergency.
alter table live_session add column emergency text;
