-- Which programmes may have to be made anew is asked each second: from these two alone, merged.
create index device_in_use on device (state, id, version);
create index device_programme_made_for on device_programme (device, device_version, checked_at);
