import type { Device } from '../../src/features/devices/api';
import { on, Refusal } from '../server';
import { commune, new_id, note, state } from '../state';
import { can } from './identity';
import { device_ids, planned } from './schedule';

function present(one: Omit<Device, 'abilities'>): Device {
  const now = Date.now();
  const playing = planned(now - 3_600_000, now + 1)
    .find((run) => run.state === 'playing' && device_ids(run.source).includes(one.id));
  const alive = one.condition === 'online';
  const shown: Device = { ...one, abilities: can('write_devices') ? ['edit'] : [] };
  if (!alive) return shown;
  shown.presence = { ...one.presence, seen_at: now - (now % 60_000) };
  if (playing) {
    shown.condition = 'playing';
    shown.presence.playing_run = playing.id;
  }
  return shown;
}

const claim = (device: { id: string; name: string } | undefined) => ({
  device, code: 'K7M2Q-9XWTB', expires_at: Date.now() + 24 * 3_600_000,
});

on('GET /api/v1/devices', () => ({ items: state.devices.map(present) }));
on('GET /api/v1/devices/{id}', ({ path }) => {
  const found = state.devices.find((one) => one.id === path.id);
  if (!found) {
    throw new Refusal(404, 'devices.no_such_device', {
      vi: 'Không có cụm loa này.', en: 'There is no such cluster.',
    });
  }
  return present(found);
});
on('POST /api/v1/devices', ({ body }) => {
  const { name, place, serial } = body as { name: string; place?: string; serial: string };
  const made: Omit<Device, 'abilities'> = {
    id: new_id('d'), name, place, serial, kind: 'cluster', area: commune.path,
    state: 'registered', condition: 'never_seen', presence: {}, volume_percent_now: 70,
  };
  state.devices.push(made);
  note('devices.register', name);
  return claim(made);
});
on('POST /api/v1/devices/{id}/claim-code', ({ path }) =>
  claim(state.devices.find((one) => one.id === path.id)));
