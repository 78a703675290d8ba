import { client, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import type { components } from '../../api/schema';
import type { MediaFile } from '../media/api';

type Schemas = components['schemas'];

/** The address of a sound in this browser, made from the text by the voice. */
export async function hear(body: Schemas['SpeechPreviewRequest']): Promise<string> {
  const reply = await raw_fetch('/api/v1/speech/previews', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  if (reply.ok) return URL.createObjectURL(await reply.blob());
  const refusal = (await reply.json().catch(() => undefined)) as ProblemBody | undefined;
  throw problem_from_body(reply.status, refusal);
}

export const audio_address = ({ id }: MediaFile) => `/api/v1/media/${id}/audio`;
export const remove_sound = ({ id }: MediaFile) =>
  unwrap(client.DELETE('/api/v1/media/{id}', { params: { path: { id } } }));
