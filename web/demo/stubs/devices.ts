import type { Device } from '../../src/features/devices/api';
import { tally } from '../../src/features/devices/condition';
import { many_devices } from '../many_devices';
import { on, Refusal } from '../server';
import { keep, new_device, new_id, note, state, type StoredDevice } from '../state';
import { can } from './identity';
import { all_runs } from './broadcast';

function present(one: StoredDevice): Device {
  const now = Date.now();
  const abilities = [
    ...(can('write_devices') ? ['edit', 'claim-code'] : []),
    ...(can('operate_devices') ? ['volume', 'play', 'stop'] : []),
  ];
  // What is shown in thousands plays nothing: looking it up one by one would take seconds.
  if (one.condition !== 'online' || !state.devices.includes(one)) return { ...one, abilities };
  const playing = all_runs(now - 3_600_000, now + 1)
    .find((run) => run.state === 'playing' && run.devices.includes(one.id));
  return {
    ...one, abilities, last_seen_at: now - (now % 60_000),
    ...(playing ? { condition: 'playing', playing_run: playing.id } : {}),
  };
}

function find(id: string | undefined): StoredDevice {
  const found = all_devices().find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'devices.not_found', {
      vi: 'Không có cụm loa này.', en: 'There is no such cluster.',
    });
  }
  return found;
}

const claim = () => ({ code: 'K7M2Q-9XWTB', expires_at: Date.now() + 24 * 3_600_000 });

// `?many=10000` shows the console with a country's worth of devices; they are not kept.
const many_key = 'nguon.demo.many';
const asked = new URLSearchParams(location.search).get('many');
if (asked !== null) sessionStorage.setItem(many_key, asked);
const wanted = Number(sessionStorage.getItem(many_key) ?? 0);
const many = wanted > 0 ? await many_devices(wanted) : [];
const all_devices = () => [...state.devices, ...many];

const plain = (text: string) =>
  text.toLocaleLowerCase('vi').normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');

function filtered(query: URLSearchParams): Device[] {
  const [words, group, condition, kept] =
    ['q', 'group', 'condition', 'state'].map((name) => query.get(name) ?? '');
  return all_devices()
    .filter((one) => !words || plain(`${one.name} ${one.place ?? ''} ${one.serial}`)
      .includes(plain(words)))
    .filter((one) => (!group || one.groups.includes(group)) && (!kept || one.state === kept))
    .map(present)
    .filter((one) => !condition || one.condition === condition);
}

on('GET /api/v1/devices', ({ query }) => {
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get('after') ?? 0);
  const found = filtered(query);
  return {
    items: found.slice(from, from + limit),
    ...(from + limit < found.length ? { next: String(from + limit) } : {}),
  };
});
on('GET /api/v1/device-summary', ({ query }) => tally(filtered(query)));
on('GET /api/v1/devices/{id}', ({ path }) => present(find(path.id)));
on('PUT /api/v1/devices/{id}', ({ path, body }) => {
  const one = find(path.id);
  Object.assign(one, body);
  note('devices.edit', one.name);
  return present(one);
});
on('PUT /api/v1/devices/{id}/volume', ({ path, body }) => {
  const one = find(path.id);
  one.volume_plan = body as Device['volume_plan'];
  note('devices.set_volume', one.name);
  return present(one);
});
on('PUT /api/v1/devices/{id}/groups', ({ path, body }) => {
  const one = find(path.id);
  one.groups = (body as { groups: string[] }).groups;
  note('devices.set_groups', one.name);
  return present(one);
});
on('GET /api/v1/device-groups', () => ({ items: state.groups }));
on('POST /api/v1/device-groups', ({ body }) => {
  const made = {
    ...(body as { name: string; area: string }), id: new_id('g'), created_at: Date.now(),
  };
  state.groups.push(made);
  note('devices.add_group', made.name);
  return made;
});
on('DELETE /api/v1/device-groups/{id}', ({ path }) => {
  state.groups = state.groups.filter((one) => one.id !== path.id);
  for (const one of state.devices) one.groups = one.groups.filter((id) => id !== path.id);
  keep();
});
on('POST /api/v1/devices', ({ body }) => {
  const { name, place, serial } = body as { name: string; place?: string; serial: string };
  const made = new_device(new_id('d'), name, serial, place ?? '');
  state.devices.push(made);
  note('devices.register', name);
  return { ...present(made), claim: claim() };
});
on('POST /api/v1/devices/{id}/claim-code', claim);
