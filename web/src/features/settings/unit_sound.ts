import type { MediaFile } from '../media/api';
import type { UnitSound, UnitSoundChange } from '../speech/api';

export const paces = [80, 90, 100, 110, 120];

/** What is chosen in one list; the empty word is "as the unit above". */
export type Part = { voice: string } | { pace: string } | { chime: string };

const without = <T extends object, K extends keyof T>(all: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = all;
  return rest;
};

function with_chime(own: UnitSoundChange, chosen: string, sounds: MediaFile[]): UnitSoundChange {
  const rest = without(own, 'chime');
  if (chosen === '') return { ...rest, chime_choice: 'inherited' };
  const file = sounds.find(({ sound }) => sound?.sha256 === chosen);
  if (!file?.sound) return { ...rest, chime_choice: 'none' };
  const { sha256, size_bytes, duration_ms } = file.sound;
  return {
    ...rest, chime_choice: 'own', chime: { title: file.name, file: { sha256, size_bytes, duration_ms } },
  };
}

/** The decisions of the unit with one of them changed; the others stay as they are. */
export function changed(
  { area, voice, pace_percent, chime_choice, chime }: UnitSound['own'], part: Part,
  sounds: MediaFile[],
): UnitSoundChange {
  const own: UnitSoundChange = {
    area, chime_choice, ...(voice !== undefined && { voice }),
    ...(pace_percent !== undefined && { pace_percent }), ...(chime && { chime }),
  };
  if ('voice' in part) {
    return part.voice ? { ...own, voice: part.voice } : without(own, 'voice');
  }
  if ('pace' in part) {
    return part.pace ? { ...own, pace_percent: Number(part.pace) } : without(own, 'pace_percent');
  }
  return with_chime(own, part.chime, sounds);
}

/** What the list of melodies shows as chosen. */
export function chime_value({ chime_choice, chime }: UnitSound['own']): string {
  if (chime_choice === 'inherited') return '';
  return chime?.file.sha256 ?? 'none';
}
