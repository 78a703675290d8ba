import { client, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import type { components } from '../../api/schema';
import { peaks_of } from './waveform';

export type MediaFile = components['schemas']['MediaFile'];
type Upload = components['schemas']['MediaUpload'];

export interface Sound {
  source: string;
  duration_ms: number;
  /** Loudest sample of each step, 0 to 1. */
  peaks: number[];
}

async function refuse(reply: Response): Promise<never> {
  const body = (await reply.json().catch(() => undefined)) as ProblemBody | undefined;
  throw problem_from_body(reply.status, body);
}

/**
 * Fetched here rather than by the audio element, so that a refusal can be told in words and the
 * waveform is drawn from what will really be heard.
 */
export async function sound(address: string): Promise<Sound> {
  return sound_in(await bytes_of(address));
}

/** Only to be heard, not to be seen: an address within the browser for an audio element. */
export async function sound_file(address: string): Promise<string> {
  return URL.createObjectURL(await bytes_of(address));
}

async function bytes_of(address: string): Promise<Blob> {
  // A bulletin's address stays when its sound is made anew; what is kept is asked for again.
  const reply = await raw_fetch(address, { cache: 'no-cache' });
  return reply.ok ? reply.blob() : refuse(reply);
}

/** The same of bytes that are here already. */
export async function sound_in(bytes: Blob): Promise<Sound> {
  const decoder = new OfflineAudioContext(1, 1, 22_050);
  const decoded = await decoder.decodeAudioData(await bytes.arrayBuffer());
  return {
    source: URL.createObjectURL(bytes),
    duration_ms: decoded.duration * 1000,
    peaks: peaks_of(decoded.getChannelData(0), 600),
  };
}

export const sounds = () =>
  unwrap(client.GET('/api/v1/media', {
    params: { query: { kind: 'sound', state: 'ready', limit: 100 } },
  }));

/** The files of the library that are played as this sound. */
export const by_sound = (sha256: string) =>
  unwrap(client.GET('/api/v1/media', { params: { query: { sound: sha256, limit: 1 } } }));

const piece_bytes = 4 * 1024 * 1024;

async function send_piece(upload: Upload, file: File): Promise<Upload> {
  const from = upload.received_bytes;
  const reply = await raw_fetch(`/api/v1/uploads/${upload.id}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/octet-stream', 'Upload-Offset': String(from) },
    body: file.slice(from, from + piece_bytes),
  });
  return reply.ok ? ((await reply.json()) as Upload) : refuse(reply);
}

/** Sends a sound in pieces, then waits until the server has brought it to the right loudness. */
export async function upload_sound(
  file: File, area: string, progress: (part: number) => void,
): Promise<MediaFile> {
  let upload = await unwrap(client.POST('/api/v1/uploads', {
    body: { area, name: file.name, size_bytes: file.size },
  }));
  while (upload.received_bytes < file.size) {
    upload = await send_piece(upload, file);
    progress((upload.received_bytes / file.size) * 0.7);
  }
  const path = { id: upload.id };
  const entered = await unwrap(client.POST('/api/v1/uploads/{id}/complete', { params: { path } }));
  return until_ready(entered, (part) => progress(0.7 + part * 0.3));
}

/** Waits until the server has brought a new sound to the right loudness. */
export async function until_ready(
  entered: MediaFile, progress: (part: number) => void,
): Promise<MediaFile> {
  let made = entered;
  while (made.state === 'processing') {
    await new Promise((done) => setTimeout(done, 700));
    made = await unwrap(client.GET('/api/v1/media/{id}', { params: { path: { id: made.id } } }));
    progress(made.progress_percent / 100);
  }
  if (made.failure) {
    throw problem_from_body(422, { code: made.failure.code, message: made.failure });
  }
  return made;
}
