import { raw_fetch } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import { peaks_of } from './waveform';

export interface Sound {
  source: string;
  duration_ms: number;
  /** Loudest sample of each step, 0 to 1. */
  peaks: number[];
}

/**
 * Fetched here rather than by the audio element, so that a refusal can be told in words and the
 * waveform is drawn from what will really be heard.
 */
export async function sound(address: string): Promise<Sound> {
  const reply = await raw_fetch(address);
  if (!reply.ok) {
    const body = (await reply.json().catch(() => undefined)) as ProblemBody | undefined;
    throw problem_from_body(reply.status, body);
  }
  const bytes = await reply.blob();
  const decoder = new OfflineAudioContext(1, 1, 22_050);
  const decoded = await decoder.decodeAudioData(await bytes.arrayBuffer());
  return {
    source: URL.createObjectURL(bytes),
    duration_ms: decoded.duration * 1000,
    peaks: peaks_of(decoded.getChannelData(0), 600),
  };
}
