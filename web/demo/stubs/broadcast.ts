import type {
  Delivery, PlayOrder, Run, RunSummary, StopOrder, Why,
} from '../../src/features/broadcast/api';
import { lead_ms } from '../../src/features/broadcast/prospect';
import { whole_length } from '../../src/features/content/body';
import { reaches } from '../../src/features/devices/targets';
import { clock_seconds } from '../../src/lib/time';
import { on, Refusal, tell } from '../server';
import { commune, keep, new_id, note, state, type StoredPlay } from '../state';
import { actor, can } from './identity';
import { device_ids, planned } from './schedule';

interface Sounding {
  id: string;
  title: string;
  class: RunSummary['class'];
  starts_at: number;
  ends_at: number;
  state: RunSummary['state'];
  stop?: RunSummary['stop'];
  devices: string[];
  bulletins: string[];
  sent_at: number;
  programme?: string;
  area?: string;
}

function of_play(one: StoredPlay, now: number): Sounding {
  const ends_at = one.at + one.duration_ms;
  return {
    id: one.id, title: one.title, class: one.class, starts_at: one.at, ends_at,
    state: one.at > now ? 'due' : ends_at > now ? 'playing' : 'done',
    devices: one.devices, bulletins: [one.bulletin], sent_at: one.at - lead_ms,
  };
}

function stopped_early(run: Sounding, now: number): Sounding {
  const at = state.stopped[run.id];
  if (at === undefined || at > run.ends_at) return run;
  return {
    ...run, ends_at: Math.max(at, run.starts_at), state: now >= at ? 'stopped' : run.state,
    ...(now >= at && { stop: { by_name: actor().display_name, at } }),
  };
}

/** Of programmes and of commands, in the order of their time. */
export function all_runs(from: number, to: number): Sounding[] {
  const now = Date.now();
  const by_plan = planned(from, to).map(({ source, ...run }): Sounding => ({
    ...run, devices: device_ids(source), sent_at: source.created_at,
    bulletins: source.items.flatMap(({ bulletin }) => (bulletin ? [bulletin] : [])),
  }));
  const by_command = state.plays.map((one) => of_play(one, now))
    .filter((one) => one.starts_at >= from && one.starts_at < to);
  return [...by_plan, ...by_command].map((one) => stopped_early(one, now))
    .sort((a, b) => a.starts_at - b.starts_at);
}

/** A believable few milliseconds, always the same for the same device and run. */
function jitter(text: string): number {
  const sum = Array.from(text).reduce((all, one) => (all * 31 + one.charCodeAt(0)) % 997, 7);
  return (sum % 13) - 4;
}

function delivery(run: Sounding, id: string, now: number): Delivery {
  const device = state.devices.find((one) => one.id === id);
  const ms_planned = run.ends_at - run.starts_at;
  const base = {
    device: id, device_name: device?.name ?? id, area: commune.path, planned_at: run.starts_at,
    ms_planned, ms_played: 0, sent_at: run.sent_at + 1000, received_at: run.sent_at + 4000,
  };
  if (now < run.starts_at) return { ...base, state: 'received' };
  const away = device?.condition === 'silent_able';
  if (away && run.starts_at > (device?.last_seen_at ?? 0)) return { ...base, state: 'silent' };
  const started_at = run.starts_at + jitter(run.id + id);
  if (now < run.ends_at + 800) return { ...base, state: 'playing', started_at };
  const ended_at = started_at + ms_planned;
  const stopped = state.stopped[run.id] !== undefined;
  return {
    ...base, state: 'done', started_at, ended_at, ms_played: ms_planned,
    proof: {
      planned_at: run.starts_at, started_at, ended_at, ms_planned, ms_played: ms_planned,
      outcome: stopped ? 'stopped' : 'played', volume_percent: 70, parts: [],
    },
  };
}

function summary({ devices, bulletins: [bulletin], sent_at: _, ...run }: Sounding): RunSummary {
  const now = Date.now();
  const counts: RunSummary['counts'] = {};
  for (const id of devices) {
    const { state: reached } = delivery({ ...run, devices, bulletins: [], sent_at: 0 }, id, now);
    counts[reached] = (counts[reached] ?? 0) + 1;
  }
  return {
    ...run, kind: 'broadcast', area: run.area ?? commune.path, counts, devices: devices.length, ...(bulletin ? { bulletin } : {}),
  };
}

on('GET /api/v1/runs', ({ query }) => {
  const bulletin = query.get('bulletin');
  const device = query.get('device');
  return {
    items: all_runs(Number(query.get('from')), Number(query.get('to')))
      .filter(({ bulletins }) => !bulletin || bulletins.includes(bulletin))
      .filter(({ devices }) => !device || devices.includes(device))
      .map(summary),
  };
});

function find_run(id: string | undefined): Sounding | undefined {
  const [, at] = (id ?? '').split('~');
  const around: [number, number] = at
    ? [Number(at), Number(at) + 1] : [0, Date.now() + 60_000];
  const found = at ? all_runs(...around)
    : state.plays.map((one) => stopped_early(of_play(one, Date.now()), Date.now()));
  return found.find((one) => one.id === id);
}

on('GET /api/v1/runs/{id}', ({ path }) => {
  const run = find_run(path.id);
  if (!run) {
    throw new Refusal(404, 'broadcast.not_found', {
      vi: 'Không có lượt phát này.', en: 'There is no such run.',
    });
  }
  const now = Date.now();
  const shown: Run = {
    ...summary(run), abilities: can('stop_everything') && now < run.ends_at ? ['stop'] : [],
    deliveries: run.devices.map((id) => delivery(run, id, now)),
  };
  return shown;
});

/** The demo's devices play whatever they are told; of other times there is nothing to tell. */
function why_of(run: Sounding, id: string, now: number): Why {
  const told = delivery(run, id, now);
  const { proof } = told;
  const over = told.state === 'done';
  return {
    device: id, device_name: told.device_name, at: run.starts_at, run: run.id, title: run.title,
    delivery: told.state, code: over ? 'played' : 'pending', heard: over ? 'yes' : 'not_yet',
    message: over
      ? { vi: `Đã phát trọn vẹn từ ${clock_seconds(run.starts_at)}.`,
        en: `Played whole from ${clock_seconds(run.starts_at)}.` }
      : { vi: 'Chưa đến giờ phát.', en: 'Its time has not come.' },
    ...(proof ? { ms_played: proof.ms_played, ms_planned: proof.ms_planned } : {}),
  };
}

on('GET /api/v1/runs/{id}/why', ({ path }) => {
  const run = find_run(path.id);
  const now = Date.now();
  return { items: run ? run.devices.map((id) => why_of(run, id, now)) : [] };
});

on('GET /api/v1/devices/{id}/why', ({ path, query }) => {
  const now = Date.now();
  const at = Number(query.get('at') ?? now);
  const id = path.id ?? '';
  const near = all_runs(at - 600_000, at + 600_000).filter(({ devices }) => devices.includes(id));
  const nothing: Why = {
    device: id, device_name: state.devices.find((one) => one.id === id)?.name ?? '', at,
    code: 'nothing_planned', heard: 'no',
    message: {
      vi: 'Không có lượt phát nào được lập cho thiết bị vào lúc đó.',
      en: 'Nothing was planned for the device then.',
    },
  };
  return { items: near.length ? near.map((run) => why_of(run, id, now)) : [nothing] };
});

const commands = new Map<string, number>();
function ordered(devices: string[], more: object = {}) {
  const id = new_id('c');
  commands.set(id, devices.length);
  return { command: id, devices: devices.length, expires_at: Date.now() + 60_000, ...more };
}
on('GET /api/v1/commands/{id}', ({ path }) => {
  const devices = commands.get(path.id ?? '') ?? 0;
  return {
    id: path.id, op: 'stop', class: 'priority', area: commune.path, summary: '', issued_at: 0,
    expires_at: 0, ordered_by: '', ordered_by_name: '', counts: { done: devices }, devices,
    deliveries: [],
  };
});

on('POST /api/v1/broadcasts', ({ body }) => {
  const order = body as PlayOrder;
  const one = state.bulletins.find(({ id }) => id === order.bulletin);
  if (!one) {
    throw new Refusal(404, 'broadcast.no_such_bulletin', {
      vi: 'Không có bản tin này.', en: 'There is no such bulletin.',
    });
  }
  const targets = { areas: [], groups: [], devices: [], ...order.targets };
  const devices = state.devices
    .filter((each) => each.state === 'claimed' && reaches(targets, each)).map(({ id }) => id);
  const play: StoredPlay = {
    id: new_id('r'), title: one.body.title, class: one.body.class, bulletin: one.id, devices,
    at: Date.now() + lead_ms, duration_ms: whole_length(one),
  };
  state.plays.push(play);
  note('broadcast.order_play', play.title);
  tell('run.changed');
  return ordered(devices, {
    run: play.id, starts_at: play.at, ends_at: play.at + play.duration_ms,
  });
});
on('POST /api/v1/stops', ({ body }) => {
  const order = body as StopOrder;
  const now = Date.now();
  const targets = { areas: [], groups: [], devices: [], ...order.targets };
  const devices = state.devices
    .filter((each) => each.state === 'claimed' && reaches(targets, each)).map(({ id }) => id);
  const touched = order.run ? [find_run(order.run)]
    : all_runs(now - 3_600_000, now + lead_ms)
      .filter((run) => run.state !== 'done' && run.devices.some((id) => devices.includes(id)));
  for (const run of touched) if (run) state.stopped[run.id] = now;
  note('broadcast.order_stop', commune.name, order.reason);
  keep();
  tell('run.changed');
  return ordered(order.run ? touched[0]?.devices ?? [] : devices);
});
on('POST /api/v1/volume-changes', ({ body }) => {
  const { targets: { devices = [] }, percent } = body as { targets: { devices?: string[] }; percent: number };
  for (const one of state.devices) if (devices.includes(one.id)) one.volume = percent;
  note('broadcast.order_volume', commune.name, `${percent} %`);
  tell('device.changed');
  return ordered(devices);
});
on('POST /api/v1/devices/{id}/test-tone', ({ path }) => {
  const play: StoredPlay = {
    id: new_id('r'), title: 'Thử loa', class: 'ordinary', bulletin: '', devices: [path.id ?? ''],
    at: Date.now() + lead_ms, duration_ms: 3000,
  };
  state.plays.push(play);
  note('broadcast.order_play', play.title);
  tell('run.changed');
  return ordered(play.devices, { run: play.id, starts_at: play.at, ends_at: play.at + 3000 });
});
