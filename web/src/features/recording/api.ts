import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';
import { type Bulletin, type BulletinBody, bulletin, edit, render } from '../content/api';
import { with_recording, with_voice } from '../content/body';
import { type MediaFile, until_ready } from '../media/api';

export type Cutting = components['schemas']['MediaCutting'];

/** The file of the library whose sound this is, with its waveform. */
export async function file_of(sound: string): Promise<MediaFile | null> {
  const found = await unwrap(client.GET('/api/v1/media', {
    params: { query: { kind: 'sound', state: 'ready', sound, limit: 1 } },
  }));
  const [first] = found.items;
  if (!first) return null;
  return unwrap(client.GET('/api/v1/media/{id}', { params: { path: { id: first.id } } }));
}

export const audio_address = (id: string) => `/api/v1/media/${id}/audio`;

/** A new file with the chosen part; the one it is cut from stays. */
export async function cut(
  id: string, body: Cutting, progress: (part: number) => void,
): Promise<MediaFile> {
  const made = await unwrap(client.POST('/api/v1/media/{id}/cuts', {
    params: { path: { id } }, body,
  }));
  return until_ready(made, progress);
}

/** From now on the bulletin sounds like the file. */
export async function use_recording(shown: Bulletin, file: MediaFile): Promise<Bulletin> {
  const { sound } = file;
  if (!sound) throw new Error('the file has no sound');
  const { sha256, size_bytes, duration_ms } = sound;
  const saved = await edit(shown.id, shown.version,
    with_recording(shown.body, { sha256, size_bytes, duration_ms }));
  await render(shown.id);
  return saved;
}

/** The way back from that: the recording speaks again. */
export async function bring_back(
  id: string, { variants }: Pick<BulletinBody, 'variants'>,
): Promise<Bulletin> {
  const now = await bulletin(id);
  const saved = await edit(id, now.version, { ...now.body, variants });
  await render(id);
  return saved;
}

/** A voice reads the text again. */
export const use_voice = ({ id, version, body }: Bulletin) =>
  edit(id, version, with_voice(body));
