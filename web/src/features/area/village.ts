import type { Village, VillageKind, VillageText } from './api';

export const kinds: VillageKind[] = [
  'ap', 'thon', 'khu_pho', 'to_dan_pho', 'khom', 'ban', 'buon', 'lang', 'other',
];

/** The code of the commune in a path of one or of something inside; none for what stands above. */
export function commune_of(path: string): string | undefined {
  return path.split('/')[1];
}

/** The path without the village, if it has one. */
export function commune_path(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

export interface VillageDraft {
  kind: VillageKind;
  name: string;
  population: number | undefined;
  households: number | undefined;
}

export function draft_of(village: Village | undefined): VillageDraft {
  const { kind = 'ap', name = '', population, households } = village ?? {};
  return { kind, name, population, households };
}

/** A number that is not known stays away: nobody lives in "0 people". */
export function text_of({ kind, name, population, households }: VillageDraft): VillageText {
  return {
    kind, name: name.trim(), ...(population === undefined ? {} : { population }),
    ...(households === undefined ? {} : { households }),
  };
}

/** Of those villages whose figures are known. */
export function people_in(items: Pick<Village, 'population'>[]) {
  return {
    people: items.reduce((sum, { population = 0 }) => sum + population, 0),
    unknown: items.filter(({ population }) => population === undefined).length,
  };
}
