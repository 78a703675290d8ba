import type { Bundle, Rollout, RolloutDevice } from '../../src/features/updates/api';
import { on, Refusal, tell } from '../server';
import { commune, state } from '../state';

const hour = 3_600_000;
const bundle: Bundle = {
  id: 'u-1', product: 'nguon-player', version: '1.4.0', platform: 'linux-aarch64',
  file: { sha256: 'a'.repeat(64), size: 8_019_504 }, made_at: Date.now() - 72 * hour,
  notes: {
    vi: 'Giữ tiếng khi đổi nguồn điện.\nBáo sớm hơn khi loa bị đứt dây.',
    en: 'Keeps the sound when the mains change.\nTells sooner of a broken line.',
  },
  keyid: '7d2c81f05a9be644', uploaded_at: Date.now() - 48 * hour, uploaded_by: 'Phan Kỹ Thuật',
};
const plan: Rollout['plan'] = {
  stages: [{ devices: 1 }, { percent: 100 }], failures_max: 0, failure_percent: 10,
  wait_minutes: 1440, back_when_stopped: true, from: '01:00:00', to: '04:00:00', quiet_minutes: 10,
  days: 30,
};

function device(index: number, stage: number, progress: RolloutDevice['progress'], reason = '') {
  const one = state.devices[index];
  return {
    device: one?.id ?? `d-${index}`, name: one?.name ?? `Cụm loa ${index}`, area: commune.path,
    stage, progress, reason, firmware: progress === 'updated' ? '1.4.0' : '1.3.0', online: true,
  };
}
const board = (devices: number, updated = 0, failed = 0) => ({
  devices, untold: devices - updated - failed, under_way: 0, updated, failed, returned: 0,
  offline: 0,
});
const rollouts: Rollout[] = [
  {
    id: 'o-2', bundle, area: commune.path, plan, state: 'running', reason: '', hold: 'wait',
    stage: 0, taking_back: false, started_at: Date.now() - 20 * hour,
    started_by: 'Phan Kỹ Thuật', version: 4, stages: [board(1, 1), board(2)],
    devices: [device(0, 0, 'updated'), device(1, 1, 'untold'), device(2, 1, 'untold')],
    abilities: ['pause', 'stop', 'take-back'],
  },
  {
    id: 'o-1', bundle: { ...bundle, id: 'u-0', version: '1.3.9' }, area: commune.path, plan,
    state: 'stopped', reason: 'too_many_failures', hold: 'none', stage: 0, taking_back: true,
    started_at: Date.now() - 240 * hour, started_by: 'Phan Kỹ Thuật', version: 3,
    stages: [board(1, 0, 1), board(2)], devices: [device(0, 0, 'rolled_back', 'crashed')],
    abilities: [],
  },
];
const found = (id = '') => {
  const one = rollouts.find((rollout) => rollout.id === id);
  if (one) return one;
  throw new Refusal(404, 'updates.no_such_rollout', {
    vi: 'Không có đợt cập nhật này, hoặc bạn không được xem.',
    en: 'There is no such rollout, or you may not see it.',
  });
};
function change(id: string | undefined, next: Partial<Rollout>) {
  const one = Object.assign(found(id), next);
  tell('update.changed');
  return one;
}

on('GET /api/v1/updates/programs', () => ({
  items: [
    { version: '1.3.0', devices: state.devices.length - 1, online: 2, updatable: 2 },
    { version: '1.4.0', devices: 1, online: 1, updatable: 1 },
  ],
}));
on('GET /api/v1/updates/bundles', () => ({ items: [bundle] }));
on('POST /api/v1/updates/bundles', () => bundle);
on('GET /api/v1/updates/rollouts', () => ({ items: rollouts }));
on('GET /api/v1/updates/rollouts/{id}', ({ path }) => found(path.id));
on('POST /api/v1/updates/rollouts', ({ body }) => {
  const wanted = body as { plan: Rollout['plan'] };
  const one: Rollout = {
    ...found('o-2'), id: `o-${rollouts.length + 1}`, plan: wanted.plan, hold: 'window',
    started_at: Date.now(), stages: wanted.plan.stages.map((_, index) => board(index + 1)),
  };
  rollouts.unshift(one);
  return one;
});
on('POST /api/v1/updates/rollouts/{id}/pause', ({ path, body }) => change(path.id, {
  state: 'paused', hold: 'none', reason: (body as { reason: string }).reason,
  abilities: ['resume', 'stop', 'take-back'],
}));
on('POST /api/v1/updates/rollouts/{id}/resume', ({ path }) => change(path.id, {
  state: 'running', reason: '', abilities: ['pause', 'stop', 'take-back'],
}));
on('POST /api/v1/updates/rollouts/{id}/stop', ({ path, body }) => change(path.id, {
  state: 'stopped', hold: 'none', reason: (body as { reason: string }).reason, abilities: [],
}));
