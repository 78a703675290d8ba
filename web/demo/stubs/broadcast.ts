import type { Delivery, Run, RunSummary } from '../../src/features/broadcast/api';
import { on, Refusal } from '../server';
import { state } from '../state';
import { device_ids, planned } from './schedule';

type Planned = ReturnType<typeof planned>[number];

/** A believable few milliseconds, always the same for the same device and run. */
function jitter(text: string): number {
  const sum = Array.from(text).reduce((all, one) => (all * 31 + one.charCodeAt(0)) % 997, 7);
  return (sum % 13) - 4;
}

function delivery(run: Planned, id: string, now: number): Delivery {
  const device = state.devices.find((one) => one.id === id);
  const name = device?.name ?? id;
  const base = { device: id, device_name: name };
  const stored = { at: run.source.made_at + 4000, state: 'received' as const };
  if (device?.condition === 'never_seen') return { ...base, state: 'planned' };
  const offline = device?.condition === 'silent_able';
  if (now < run.starts_at) return { ...base, ...stored };
  if (offline && run.starts_at > (device?.presence.seen_at ?? 0)) {
    return {
      ...base, state: 'silent', at: device?.presence.seen_at,
      reason: {
        vi: 'Máy mất mạng; đã lưu chương trình nên vẫn tự phát. Bằng chứng về khi có mạng.',
        en: 'The line is down; it plays from its store. Proof comes when the line is back.',
      },
    };
  }
  const started_at = run.starts_at + jitter(run.id + id);
  if (now < run.ends_at + 800) return { ...base, state: 'playing', at: started_at };
  const ms_planned = run.ends_at - run.starts_at;
  return {
    ...base, state: 'done', at: started_at + ms_planned,
    proof: {
      planned_at: run.starts_at, started_at, ended_at: started_at + ms_planned, ms_planned,
      ms_played: ms_planned, outcome: 'complete',
    },
  };
}

function summary(run: Planned): RunSummary {
  const now = Date.now();
  const counts: RunSummary['counts'] = {};
  for (const id of device_ids(run.source)) {
    const { state: reached } = delivery(run, id, now);
    counts[reached] = (counts[reached] ?? 0) + 1;
  }
  const { source, ...shown } = run;
  return { ...shown, bulletin: source.bulletins[0], counts };
}

on('GET /api/v1/runs', ({ query }) => {
  const bulletin = query.get('bulletin');
  const items = planned(Number(query.get('from')), Number(query.get('to')))
    .filter((run) => !bulletin || run.source.bulletins.includes(bulletin))
    .map(summary);
  return { items };
});
on('GET /api/v1/runs/{id}', ({ path }) => {
  const [, at] = (path.id ?? '').split('~');
  const run = planned(Number(at), Number(at) + 1).find((one) => one.id === path.id);
  if (!run) {
    throw new Refusal(404, 'broadcast.no_such_run', {
      vi: 'Không có lượt phát này.', en: 'There is no such run.',
    });
  }
  const now = Date.now();
  const shown: Run = {
    ...summary(run),
    deliveries: device_ids(run.source).map((id) => delivery(run, id, now)),
    decisions: [{
      at: run.source.made_at,
      vi: `Theo chương trình “${run.title}”, trong khung giờ được phát.`,
      en: `By the programme “${run.title}”, within the allowed hours.`,
    }],
  };
  return shown;
});
