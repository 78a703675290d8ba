import { loose, raw_fetch, unwrap } from '../../api/client';

export interface Peaks {
  duration_ms: number;
  /** Loudest sample of each step, 0 to 1. */
  peaks: number[];
}

export const peaks = (id: string) =>
  unwrap<Peaks>(loose.GET('/api/v1/media/{id}/peaks', { params: { path: { id } } }));

/** Fetched here rather than by the audio element, so that a refusal can be told in words. */
export async function sound(id: string): Promise<string> {
  const reply = await raw_fetch(`/api/v1/media/${id}/audio`);
  if (!reply.ok) throw new TypeError('audio not available');
  return URL.createObjectURL(await reply.blob());
}
