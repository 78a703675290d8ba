import type {
  Emergency, EmergencyBoard, EmergencyPart, EmergencyRaise, EmergencyTargets, EmergencyTemplate,
  TemplateDraft,
} from '../../src/features/emergency/api';
import { stands_in } from '../../src/features/devices/shapes';
import { reaches } from '../../src/features/devices/targets';
import { on, Refusal, tell } from '../server';
import {
  commune, keep, new_id, note, state, type StoredDevice, type StoredEmergency,
} from '../state';
import { actor, can } from './identity';
import { end_sessions } from './live';

const confirmation_ms = 15 * 60_000;
const speech_after_ms = 6_000;
const closing_ms = 12_000;
const usual_all_clear = 'Thông báo. Tình huống khẩn cấp đã kết thúc. Bà con có thể trở lại sinh ' +
  'hoạt bình thường. Xin cảm ơn.';

function refuse(status: number, code: string, vi: string, en: string): never {
  throw new Refusal(status, code, { vi, en });
}

function chosen(wanted: EmergencyTargets): StoredDevice[] {
  const { circles = [], polygons = [], ...named } = wanted;
  const targets = { areas: [], groups: [], devices: [], ...named };
  return state.devices.filter((one) => one.state === 'claimed' && (reaches(targets, one) ||
    (one.position !== undefined && stands_in({ circles, polygons }, one.position))));
}

const silent = (one: StoredDevice) => one.condition.startsWith('silent');

function part(one: StoredEmergency, id: string, order: number, now: number): EmergencyPart {
  const device = state.devices.find((each) => each.id === id);
  const base = {
    device: id, name: device?.name ?? id, area: commune.path, ms_played: 0, code: '',
  };
  if (one.on_air_at === undefined) return { ...base, state: 'planned' };
  if (!device || silent(device)) return { ...base, state: 'silent' };
  const received_at = one.on_air_at + 300 + order * 180;
  const started_at = one.on_air_at + 2000 + (order % 3) * 4;
  if (now < received_at) return { ...base, state: 'sent' };
  if (now < started_at) return { ...base, state: 'received', received_at };
  const whole = { ...base, received_at, started_at };
  if (one.stage === 'on_air') {
    return { ...whole, state: 'playing', ms_played: now - started_at };
  }
  const ended_at = one.ended_at ?? now;
  return { ...whole, state: 'done', ended_at, ms_played: Math.max(0, ended_at - started_at) };
}

function board_of(parts: EmergencyPart[]): EmergencyBoard {
  const count = (...states: EmergencyPart['state'][]) =>
    parts.filter((one) => states.includes(one.state)).length;
  return {
    devices: parts.length, sent: parts.length - count('planned'),
    received: count('received', 'playing', 'done'), playing: count('playing'),
    sounded: count('playing', 'done'), done: count('done'), failed: count('failed'),
    silent: count('silent'),
  };
}

function present(one: StoredEmergency): Emergency {
  const now = Date.now();
  const parts = one.device_ids.map((id, order) => part(one, id, order, now));
  const raises = can('raise_emergency');
  const open = one.stage !== 'over';
  const abilities: string[] = [];
  if (open && one.confirmation_due && one.raised_by.user !== actor().id &&
    (raises || can('approve_bulletins'))) abilities.push('confirm');
  if (one.stage === 'waiting' && (raises || can('approve_bulletins'))) abilities.push('refuse');
  if (open && (raises || can('stop_everything'))) abilities.push('cancel');
  if (one.stage === 'on_air' && raises) {
    abilities.push('all-clear', ...(one.voice_run === undefined ? ['speak'] : []));
  }
  const { device_ids: _, ...shown } = one;
  const spoken = one.on_air_at !== undefined && now > one.on_air_at + speech_after_ms &&
    one.speech.text !== '' && one.voice_run === undefined;
  return {
    ...shown, speech: { ...one.speech, ...(spoken ? { run: `${one.id}-words` } : {}) },
    board: board_of(parts), parts, abilities,
  };
}

function find(id: string | undefined): StoredEmergency {
  return state.emergencies.find((one) => one.id === id) ?? refuse(404, 'emergency.not_found',
    'Không có đợt khẩn cấp này.', 'There is no such emergency.');
}

function deed(one: StoredEmergency, what: string, words = '') {
  const by = { user: actor().id, name: actor().display_name };
  one.history.push({ at: Date.now(), what, by, second_factor: false, note: words });
  one.version += 1;
  note(`emergency.${what}`, one.title, words);
  tell('emergency.changed');
}

function go_on_air(one: StoredEmergency) {
  one.stage = 'on_air';
  one.on_air_at = Date.now();
  one.expires_at = one.on_air_at + (one.request.minutes ?? 30) * 60_000;
  deed(one, 'went_on_air');
}

on('GET /api/v1/emergencies', () => ({
  items: state.emergencies.map((one) => {
    const { parts: _, ...shown } = present(one);
    return shown;
  }),
}));
on('GET /api/v1/emergencies/{id}', ({ path }) => present(find(path.id)));
on('POST /api/v1/emergencies', ({ body }) => {
  const request = body as EmergencyRaise;
  const device_ids = chosen(request.targets).map(({ id }) => id);
  if (device_ids.length === 0) {
    refuse(400, 'emergency.no_targets', 'Không có thiết bị nào đang dùng trong phạm vi đã chọn.',
      'There is no device in use within the chosen targets.');
  }
  const now = Date.now();
  const mode = request.mode ?? 'real';
  const title = request.title ?? '';
  const one: StoredEmergency = {
    id: new_id('e'), title: mode === 'exercise' ? `DIỄN TẬP: ${title}` : title, mode,
    hazard: request.hazard ?? 'other', request, area: commune.path, devices: device_ids.length,
    device_ids, stage: 'waiting', raised_at: now,
    raised_by: { user: actor().id, name: actor().display_name },
    confirmation_due: now + confirmation_ms,
    speech: { text: request.text ?? '', problem: '' }, history: [], version: 1,
  };
  state.emergencies.unshift(one);
  deed(one, 'raised');
  if (state.approval.emergency === 'second_factor') go_on_air(one);
  keep();
  return present(one);
});
on('POST /api/v1/emergencies/{id}/confirm', ({ path }) => {
  const one = find(path.id);
  one.confirmed_by = { user: actor().id, name: actor().display_name };
  delete one.confirmation_due;
  deed(one, 'confirmed');
  if (one.stage === 'waiting') go_on_air(one);
  keep();
  return present(one);
});

function end(id: string | undefined, ending: NonNullable<Emergency['ending']>, words = '') {
  const one = find(id);
  one.stage = 'over';
  one.ending = ending;
  one.ended_at = Date.now();
  delete one.confirmation_due;
  delete one.voice_run;
  end_sessions(({ emergency }) => emergency === one.id);
  deed(one, ending, words);
  return one;
}
const reason_in = (body: unknown) => (body as { reason?: string }).reason ?? '';
on('POST /api/v1/emergencies/{id}/refuse', ({ path, body }) =>
  present(end(path.id, 'refused', reason_in(body))));
on('POST /api/v1/emergencies/{id}/cancel', ({ path, body }) =>
  present(end(path.id, 'cancelled', reason_in(body))));
on('POST /api/v1/emergencies/{id}/all-clear', ({ path, body }) => {
  const one = end(path.id, 'all_clear');
  const { words } = body as { words?: string };
  one.closing = { text: words || usual_all_clear, problem: '' };
  keep();
  return present(one);
});
on('POST /api/v1/stop-everything', ({ body }) => {
  const { reason } = body as { reason?: string };
  const open = state.emergencies.filter((one) => one.stage !== 'over');
  for (const one of open) end(one.id, 'cancelled', reason);
  const now = Date.now();
  for (const play of state.plays) {
    if (play.at + play.duration_ms > now) state.stopped[play.id] = now;
  }
  keep();
  tell('run.changed');
  const devices = state.devices.filter((one) => one.state === 'claimed').length;
  const live = end_sessions(() => true);
  return { emergencies: open.length, live, devices, spared: 0 };
});
on('POST /api/v1/target-previews', ({ body }) => {
  const found = chosen((body as { targets: EmergencyTargets }).targets);
  return {
    devices: found.length, offline: found.filter(silent).length, villages: found.length,
    people: found.length * 640, villages_unknown: 0, devices_in_no_village: 0, beyond_rights: 0,
    device_ids: found.map(({ id }) => id),
  };
});

// The demo cannot sign: the file has the shape of a record, and the check looks at that alone.
on('GET /api/v1/emergencies/{id}/record', ({ path }) => ({
  payloadType: 'application/vnd.nguon.emergency-record+json',
  payload: btoa(path.id ?? ''), signatures: [{ keyid: 'demo', sig: '' }],
}));
on('POST /api/v1/emergency-record-checks', ({ body }) => {
  const { payload } = body as { payload?: string };
  const one = state.emergencies.find(({ id }) => payload && btoa(id) === payload) ??
    refuse(400, 'crypto.bad_signature', 'Chữ ký không đúng: tệp đã bị sửa hoặc không phải bản gốc.',
      'The signature is wrong: the file was altered or is not the original.');
  return { keyid: 'demo', emergency: one.id, title: one.title, made_at: one.ended_at ?? Date.now() };
});

on('GET /api/v1/emergency-templates', () => ({
  items: state.templates.map((one) => ({
    ...one, abilities: one.area === commune.path ? ['edit', 'remove'] : [],
  })),
}));
on('POST /api/v1/emergency-templates', ({ body }) => {
  const made: EmergencyTemplate = {
    ...(body as TemplateDraft), id: new_id('t'), version: 1, changed_at: Date.now(), abilities: [],
  };
  state.templates.unshift(made);
  note('emergency.add_template', made.name);
  return made;
});
on('PUT /api/v1/emergency-templates/{id}', ({ path, body }) => {
  const one = state.templates.find(({ id }) => id === path.id);
  if (one) Object.assign(one, body, { version: one.version + 1, changed_at: Date.now() });
  keep();
  return one;
});
on('DELETE /api/v1/emergency-templates/{id}', ({ path }) => {
  state.templates = state.templates.filter(({ id }) => id !== path.id);
  keep();
});
setInterval(() => {
  const now = Date.now();
  for (const one of state.emergencies) {
    if (one.stage === 'on_air' && now < (one.on_air_at ?? 0) + closing_ms) tell('emergency.changed');
  }
}, 1000);
