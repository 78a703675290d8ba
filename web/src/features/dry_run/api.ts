import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';
import { bulletin, sound_address } from '../content/api';
import { by_sound, sound_file } from '../media/api';
import { audio_address } from '../recording/api';
import type { SoundingItem } from './pieces';

type Schemas = components['schemas'];
/** A day of a place as it would be heard, and what would not. */
export type DryRun = Schemas['ScheduleDryRun'];
export type HeardRun = Schemas['ScheduleHeardRun'];
export type UnheardRun = Schemas['ScheduleUnheardRun'];
export type PlannedItem = Schemas['SchedulePlannedItem'];
export type Village = Schemas['AreaVillage'];
/** A place with everything below it, or one cluster. */
export type Place = { area: string } | { device: string };

export const dry_run = (place: Place, date: string) =>
  unwrap(client.GET('/api/v1/dry-runs', { params: { query: { ...place, date } } }));
export const rules_on = (area: string, on: string) =>
  unwrap(client.GET('/api/v1/unit-rules', { params: { query: { area, on } } }));
export const villages = (code: string) =>
  unwrap(client.GET('/api/v1/areas/{code}/villages', { params: { path: { code } } }));
export const village = (code: string) =>
  unwrap(client.GET('/api/v1/villages/{code}', { params: { path: { code } } }));

/** The sound of an item, by the way on which the officer may have it; a refusal is a Problem. */
export async function sound_of({ bulletin: id, sha256 }: SoundingItem): Promise<string> {
  if (id) {
    const made = (await bulletin(id)).renderings.find(({ audio }) => audio.sha256 === sha256);
    if (!made) throw new Error('the sound was made anew meanwhile');
    return sound_file(sound_address(id, made.language));
  }
  const [file] = (await by_sound(sha256)).items;
  if (!file) throw new Error('no file of the library has this sound');
  return sound_file(audio_address(file.id));
}
