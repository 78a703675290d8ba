import type { LiveOpening, LiveSession, TalkBack } from '../../src/features/live/api';
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
  const { title = '', targets, source, station, emergency, minutes = 30 } = body as LiveOpening;
  const wanted = { areas: [], groups: [], devices: [], ...targets };
  const spoken_in = state.emergencies.find((one) => one.id === emergency);
  const reached = spoken_in?.device_ids ?? state.devices.filter((one) => reaches(wanted, one));
  const id = new_id('live');
  const now = Date.now();
  const opened: LiveSession = {
    id, title: spoken_in?.title ?? title, source, owner: new_id('live'), owner_name: 'Lê Thị Biên Tập', area: commune.path,
    ...(station ? { station, sounding: station_name(station) } : {}),
    ...(spoken_in ? { emergency: spoken_in.id } : {}),
    class: spoken_in?.mode === 'real' ? 'emergency' : 'ordinary', tier: 'commune', state: 'waiting', run: new_id('live'), devices: reached.length,
    listeners: reached.length, connected: false, created_at: now, ends_by: now + minutes * 60_000,
    abilities: source === 'microphone' ? ['stop', 'speak'] : ['stop'],
  };
  sessions.unshift(opened);
  if (spoken_in) spoken_in.voice_run = opened.run;
  tell('live.changed');
  const secret = { mount: `/live/${id}`, password: 'mat-khau-chi-de-xem-thu' };
  return source === 'source' ? { ...opened, ...secret } : opened;
});
on('GET /api/v1/live-inputs', ({ query }) => {
  const away = new Set(['silent_able', 'silent_dead', 'never_seen', 'revoked']);
  const of_use = query.get('use') === 'monitor' ? state.devices.slice(0, 3) : state.devices.slice(0, 1);
  return {
    items: of_use.map(({ id, name, place = '', area, condition }) => ({
      device: id, name, place, area, online: !away.has(condition),
    })),
  };
});
on('GET /api/v1/live-sessions/{id}/turns', ({ path }) => {
  const { created_at, sounding } = find(path.id);
  return { items: sounding ? [{ at: created_at, why: 'started', link: sounding }] : [] };
});
/** How many of these were open. */
export function end_sessions(which: (session: LiveSession) => boolean): number {
  const open = sessions.filter((one) => one.state !== 'ended' && which(one));
  for (const session of open) {
    Object.assign(session, {
      state: 'ended', ended_at: Date.now(), end_reason: 'by_owner', abilities: [],
    });
    const spoken_in = state.emergencies.find((one) => one.id === session.emergency);
    if (spoken_in) delete spoken_in.voice_run;
  }
  if (open.length > 0) tell('live.changed');
  return open.length;
}
on('POST /api/v1/live-sessions/{id}/stop', ({ path }) => {
  const session = find(path.id);
  end_sessions(({ id }) => id === session.id);
  return session;
});
on('POST /api/v1/live-sessions/{id}/sound', ({ path }) => {
  find(path.id).state = 'on_air';
  return undefined;
});

const talk_backs: TalkBack[] = [];

function heard_at(id: string | undefined): TalkBack {
  const found = talk_backs.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'live.talk_back_not_found', {
      vi: 'Buổi nghe tại cụm này đã kết thúc.', en: 'This talk-back is over.',
    });
  }
  return found;
}

on('POST /api/v1/talk-backs', ({ body }) => {
  const { device } = body as { device: string };
  const now = Date.now();
  const opened: TalkBack = {
    id: new_id('live'), device, area: commune.path, opened_at: now, ends_by: now + 300_000,
    device_name: state.devices.find((one) => one.id === device)?.name ?? '',
    connected: true, sounding: true, heard_at: now, rms_db: -21.4, peak_db: -8.2,
  };
  talk_backs.unshift(opened);
  return opened;
});
on('POST /api/v1/talk-backs/{id}/keep-alive', ({ path }) => {
  const found = heard_at(path.id);
  if (found.ended_at === undefined) found.heard_at = Date.now();
  return found;
});
on('POST /api/v1/talk-backs/{id}/stop', ({ path }) => {
  const found = heard_at(path.id);
  return Object.assign(found, {
    ended_at: found.ended_at ?? Date.now(), end_reason: found.end_reason ?? 'by_owner', connected: false,
  });
});
on('GET /api/v1/talk-backs/{id}/sound', ({ path }) => {
  heard_at(path.id);
  return new Response(new Uint8Array(0)); // nothing sounds in the demo
});
