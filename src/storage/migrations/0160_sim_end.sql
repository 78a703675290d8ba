-- Devices whose SIM card ends soon, without reading all of them every few seconds (alarms/observed_devices_sql.cpp).
create index device_by_sim_end on device (state, sim_expires_on) where sim_expires_on is not null;
