import type { Delivery, Run, RunSummary } from '../../src/features/broadcast/api';
import { on, Refusal } from '../server';
import { commune, state } from '../state';
import { device_ids, planned } from './schedule';

type Planned = ReturnType<typeof planned>[number];

/** A believable few milliseconds, always the same for the same device and run. */
function jitter(text: string): number {
  const sum = Array.from(text).reduce((all, one) => (all * 31 + one.charCodeAt(0)) % 997, 7);
  return (sum % 13) - 4;
}

function delivery(run: Planned, id: string, now: number): Delivery {
  const device = state.devices.find((one) => one.id === id);
  const ms_planned = run.ends_at - run.starts_at;
  const base = {
    device: id, device_name: device?.name ?? id, area: commune.path, planned_at: run.starts_at,
    ms_planned, ms_played: 0, sent_at: run.source.created_at + 1000,
    received_at: run.source.created_at + 4000,
  };
  if (now < run.starts_at) return { ...base, state: 'received' };
  const away = device?.condition === 'silent_able';
  if (away && run.starts_at > (device?.last_seen_at ?? 0)) return { ...base, state: 'silent' };
  const started_at = run.starts_at + jitter(run.id + id);
  if (now < run.ends_at + 800) return { ...base, state: 'playing', started_at };
  const ended_at = started_at + ms_planned;
  return {
    ...base, state: 'done', started_at, ended_at, ms_played: ms_planned,
    proof: {
      planned_at: run.starts_at, started_at, ended_at, ms_planned, ms_played: ms_planned,
      outcome: 'played', volume_percent: 70, parts: [],
    },
  };
}

function summary({ source, ...run }: Planned): RunSummary {
  const now = Date.now();
  const counts: RunSummary['counts'] = {};
  const devices = device_ids(source);
  for (const id of devices) {
    const { state: reached } = delivery({ ...run, source }, id, now);
    counts[reached] = (counts[reached] ?? 0) + 1;
  }
  const bulletin = source.items.find((item) => item.bulletin)?.bulletin;
  return { ...run, counts, devices: devices.length, ...(bulletin ? { bulletin } : {}) };
}

on('GET /api/v1/runs', ({ query }) => {
  const bulletin = query.get('bulletin');
  const items = planned(Number(query.get('from')), Number(query.get('to')))
    .filter(({ source }) => !bulletin || source.items.some((one) => one.bulletin === bulletin))
    .map(summary);
  return { items };
});
on('GET /api/v1/runs/{id}', ({ path }) => {
  const [, at] = (path.id ?? '').split('~');
  const run = planned(Number(at), Number(at) + 1).find((one) => one.id === path.id);
  if (!run) {
    throw new Refusal(404, 'broadcast.not_found', {
      vi: 'Không có lượt phát này.', en: 'There is no such run.',
    });
  }
  const now = Date.now();
  const shown: Run = {
    ...summary(run), abilities: [],
    deliveries: device_ids(run.source).map((id) => delivery(run, id, now)),
  };
  return shown;
});
