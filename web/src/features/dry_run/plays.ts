import type { components } from '../../api/schema';
import type { Sounding, SoundingItem } from './pieces';

type Schemas = components['schemas'];
type Item = Schemas['ScheduleItem'];
interface Played {
  title: string;
  items: Item[];
  plays?: number | undefined;
  gap_seconds?: number | undefined;
}
type Made = Pick<Schemas['ContentBulletin'], 'id' | 'renderings'>;

/** A bulletin sounds in all its languages, in their order; one without a sound is left out. */
function sounds_of(
  { kind, title, bulletin, media, minutes = 0 }: Item, made: Made[],
): SoundingItem[] {
  if (kind === 'relay') return [{ kind, title, sha256: '', duration_ms: minutes * 60_000 }];
  if (media) return [{ kind, title, sha256: media.sha256, duration_ms: media.duration_ms }];
  const renderings = made.find(({ id }) => id === bulletin)?.renderings ?? [];
  return renderings.map(({ audio: { sha256, duration_ms } }) =>
    ({ kind, title, sha256, duration_ms, bulletin }));
}

/** One time of a programme: all its plays, with the pause between them. */
export function plays_of(
  { title, items, plays = 1, gap_seconds = 0 }: Played, made: Made[],
): Sounding[] {
  const once = items.flatMap((item) =>
    Array.from({ length: item.repeats }, () => sounds_of(item, made)).flat());
  const length = once.reduce((sum, one) => sum + one.duration_ms, 0) + gap_seconds * 1000;
  return Array.from({ length: plays }, (_, play) =>
    ({ starts_at: play * length, title, items: once }));
}
