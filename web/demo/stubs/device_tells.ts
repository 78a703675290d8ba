import type { DeviceEvent } from '../../src/features/broadcast/api';
import type { DevicePlan } from '../../src/features/devices/api';
import { on, Refusal } from '../server';
import { commune, state } from '../state';
import { all_runs } from './broadcast';
import { device_ids, planned } from './schedule';

const day_ms = 86_400_000;
const from_of = (query: URLSearchParams, name: string, otherwise: number) =>
  Number(query.get(name) ?? otherwise);

/** What a device plays in the next days; in the demo nothing is left out. */
on('GET /api/v1/devices/{id}/planned-runs', ({ path, query }): DevicePlan => {
  const from = from_of(query, 'from', Date.now());
  const runs = planned(from, from_of(query, 'to', from + 7 * day_ms))
    .filter(({ source, state: reached }) => reached === 'planned' && device_ids(source).includes(path.id ?? ''));
  return {
    runs: runs.map(({ id, programme, title, class: kind, starts_at, ends_at }) => ({
      id, programme, title, area: commune.path, nominal_at: starts_at, at: starts_at,
      not_after: starts_at + 300_000, duration_ms: ends_at - starts_at, class: kind, items: [],
    })),
    decisions: [],
  };
});

on('GET /api/v1/devices/{id}/programme', ({ path }) => {
  const one = state.devices.find(({ id }) => id === path.id);
  if (!one || one.state !== 'claimed') {
    throw new Refusal(404, 'broadcast.no_programme', {
      vi: 'Thiết bị này chưa có lịch phát.', en: 'This device has no programme yet.',
    });
  }
  return {
    device: one.id, version: 4, made_at: Date.now(), valid_to: Date.now() + 7 * day_ms,
    version_on_device: one.manifest_version, stored_complete: one.condition !== 'silent_able',
    ...(one.stored_until ? { stored_until: one.stored_until } : {}), runs: [],
  };
});

/** Its start, and what was played since. */
on('GET /api/v1/device-events', ({ query }) => {
  const device = query.get('device') ?? '';
  const kind = query.get('kind');
  const now = Date.now();
  const common = { device, epoch: 1, received_at: now };
  const played = all_runs(now - 3 * day_ms, now)
    .filter((run) => run.state === 'done' && run.devices.includes(device))
    .map((run, index): DeviceEvent => {
      const length = run.ends_at - run.starts_at;
      return {
        ...common, n: index + 2, at: run.ends_at, kind: 'played', code: 'played',
        event: { played: { run: run.id, ms_planned: length, ms_played: length } } as never,
      };
    });
  const started: DeviceEvent = {
    ...common, n: 1, at: now - 3 * day_ms, kind: 'notice', code: 'started', event: {} as never,
  };
  return { items: [...played.reverse(), started].filter((one) => !kind || one.kind === kind) };
});
