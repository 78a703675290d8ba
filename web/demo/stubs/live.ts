import type { LiveOpening, LiveSession } from '../../src/features/live/api';
import { reaches } from '../../src/features/devices/targets';
import { on, Refusal, tell } from '../server';
import { commune, new_id, state } from '../state';
import { station_name } from './relay';

const sessions: LiveSession[] = [];

function find(id: string | undefined): LiveSession {
  const found = sessions.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'live.session_not_found', {
      vi: 'Không có buổi phát trực tiếp này.', en: 'There is no such live session.',
    });
  }
  return found;
}

on('GET /api/v1/live-sessions', () => ({ items: sessions }));
on('GET /api/v1/live-sessions/{id}', ({ path }) => find(path.id));
on('POST /api/v1/live-sessions', ({ body }) => {
  const { title, targets, source, station, minutes = 30 } = body as LiveOpening;
  const reached = state.devices.filter((one) => reaches({
    areas: targets.areas ?? [], groups: targets.groups ?? [], devices: targets.devices ?? [],
  }, one));
  const id = new_id('live');
  const now = Date.now();
  const opened: LiveSession = {
    id, title, source, owner: new_id('live'), owner_name: 'Lê Thị Biên Tập', area: commune.path,
    ...(station ? { station, sounding: station_name(station) } : {}),
    class: 'ordinary', tier: 'commune', state: 'waiting', run: new_id('live'), devices: reached.length,
    listeners: reached.length, connected: false, created_at: now, ends_by: now + minutes * 60_000,
    abilities: source === 'microphone' ? ['stop', 'speak'] : ['stop'],
  };
  sessions.unshift(opened);
  tell('live.changed');
  const secret = { mount: `/live/${id}`, password: 'mat-khau-chi-de-xem-thu' };
  return source === 'source' ? { ...opened, ...secret } : opened;
});
on('GET /api/v1/live-inputs', () => ({
  items: state.devices.slice(0, 1).map(({ id, name, place = '', area }) => ({ device: id, name, place, area })),
}));
on('GET /api/v1/live-sessions/{id}/turns', ({ path }) => {
  const { created_at, sounding } = find(path.id);
  return { items: sounding ? [{ at: created_at, why: 'started', link: sounding }] : [] };
});
on('POST /api/v1/live-sessions/{id}/stop', ({ path }) => {
  const session = find(path.id);
  Object.assign(session, {
    state: 'ended', ended_at: Date.now(), end_reason: 'by_owner', abilities: [],
  });
  tell('live.changed');
  return session;
});
on('POST /api/v1/live-sessions/{id}/sound', ({ path }) => {
  find(path.id).state = 'on_air';
  return undefined;
});
