import type { Device } from '../../src/features/devices/api';
import { on, Refusal } from '../server';
import { commune, keep, new_id, note, state } from '../state';
import { can } from './identity';
import { planned } from './schedule';

function present(one: Omit<Device, 'abilities'>): Device {
  const now = Date.now();
  const playing = planned(now - 3_600_000, now + 1)
    .find((run) => run.state === 'playing' && run.source.devices.includes(one.id));
  const alive = one.condition === 'online';
  return {
    ...one, abilities: can('write_devices') ? ['edit'] : [],
    ...(alive ? { last_seen_at: now - (now % 60_000) } : {}),
    ...(alive && playing
      ? { condition: 'playing' as const, playing: { run: playing.id, title: playing.title } } : {}),
  };
}

const claim = () => ({ code: 'K7M2Q9XWTB', expires_at: Date.now() + 24 * 3_600_000 });

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
    id: new_id('d'), name, place, serial, area: commune.path, area_name: commune.name,
    condition: 'never_seen',
  };
  state.devices.push(made);
  note('devices.register', name);
  return { ...present(made), claim: claim() };
});
on('POST /api/v1/devices/{id}/claim-code', () => {
  keep();
  return claim();
});
