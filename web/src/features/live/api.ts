import { client, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type LiveSession = Schemas['LiveSession'];
export type LiveOpened = Schemas['LiveOpened'];
export type LiveOpening = Schemas['LiveOpening'];

export const live_sessions = () =>
  unwrap(client.GET('/api/v1/live-sessions', { params: { query: { limit: 20 } } }));
export const live_session = (id: string) =>
  unwrap(client.GET('/api/v1/live-sessions/{id}', { params: { path: { id } } }));
export const live_inputs = () => unwrap(client.GET('/api/v1/live-inputs'));
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
export function follow_levels(
  id: string, heard: (rms_db: number, peak_db: number) => void,
): () => void {
  const source = new EventSource(`/api/v1/live-sessions/${id}/levels`);
  source.addEventListener('level', (message: MessageEvent<string>) => {
    const { rms_db, peak_db } = JSON.parse(message.data) as { rms_db: number; peak_db: number };
    heard(rms_db, peak_db);
  });
  return () => source.close();
}
