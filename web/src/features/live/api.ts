import { client, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type LiveSession = Schemas['LiveSession'];
export type LiveOpened = Schemas['LiveOpened'];
export type LiveOpening = Schemas['LiveOpening'];
export type LiveInput = Schemas['LiveInput'];
export type TalkBack = Schemas['LiveTalkBack'];
export type Level = Pick<Schemas['LiveLevel'], 'rms_db' | 'peak_db'>;

export const live_sessions = () =>
  unwrap(client.GET('/api/v1/live-sessions', { params: { query: { limit: 20 } } }));
export const live_session = (id: string) =>
  unwrap(client.GET('/api/v1/live-sessions/{id}', { params: { path: { id } } }));
export const live_inputs = () => unwrap(client.GET('/api/v1/live-inputs'));
/** Clusters at which one can listen. */
export const monitors = () =>
  unwrap(client.GET('/api/v1/live-inputs', { params: { query: { use: 'monitor' } } }));
export const live_turns = (id: string) =>
  unwrap(client.GET('/api/v1/live-sessions/{id}/turns', { params: { path: { id } } }));
export const open_live = (body: LiveOpening) =>
  unwrap(client.POST('/api/v1/live-sessions', { body }));
export const stop_live = (id: string) =>
  unwrap(client.POST('/api/v1/live-sessions/{id}/stop', { params: { path: { id } } }));

/** The next piece of what the microphone heard; throws what the server says against it. */
export async function send_sound(id: string, piece: Blob, first: boolean): Promise<void> {
  const reply = await raw_fetch(`/api/v1/live-sessions/${id}/sound${first ? '?first=true' : ''}`, {
    method: 'POST', body: piece, headers: { 'Content-Type': piece.type || 'audio/webm' },
  });
  if (!reply.ok) {
    const body = (await reply.json().catch(() => undefined)) as ProblemBody | undefined;
    throw problem_from_body(reply.status, body);
  }
}

/** How loud it is, ten times a second, until the returned function is called. */
export function follow_levels(address: string, heard: (level: Level) => void): () => void {
  const source = new EventSource(`${address}/levels`);
  source.addEventListener('level', (message: MessageEvent<string>) => {
    const { rms_db, peak_db } = JSON.parse(message.data) as Level;
    heard({ rms_db, peak_db });
  });
  return () => source.close();
}

export const open_talk_back = (device: string) =>
  unwrap(client.POST('/api/v1/talk-backs', { body: { device } }));
/** Says that somebody still listens. */
export const keep_talk_back = (id: string) =>
  unwrap(client.POST('/api/v1/talk-backs/{id}/keep-alive', { params: { path: { id } } }));
export const stop_talk_back = (id: string) =>
  unwrap(client.POST('/api/v1/talk-backs/{id}/stop', { params: { path: { id } } }));
export const talk_back_address = (id: string) => `/api/v1/talk-backs/${id}`;

/** Hands on what is heard there, until it ends or `signal`; throws what the server says. */
export async function hear(
  id: string, signal: AbortSignal, take: (piece: Uint8Array) => void,
): Promise<void> {
  const reply = await raw_fetch(`${talk_back_address(id)}/sound`, { signal });
  if (!reply.ok) {
    const body = (await reply.json().catch(() => undefined)) as ProblemBody | undefined;
    throw problem_from_body(reply.status, body);
  }
  const reader = reply.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    take(read.value);
  }
}
