-- What an approver had to say with the approval that made this version (content/approval.hpp).
alter table bulletin_version add column comment text;
