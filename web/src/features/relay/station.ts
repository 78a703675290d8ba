import type { Station, StationDraft } from './api';

/** What stands in, as one value of a choice: `station:ID` or `media:ID`. */
export const fallback_value = ({ station, media }: Station['fallbacks'][number]) =>
  (station ? `station:${station}` : `media:${media ?? ''}`);

export function fallback_of(value: string): Station['fallbacks'][number] {
  const [kind, id] = value.split(':', 2);
  return kind === 'station' ? { station: id } : { media: id };
}

/** 99.9 as people write it, from 99900. */
export const megahertz = (khz: number, language: string) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(khz / 1000);

/** What the form holds, without what was left empty. */
export function draft_of(
  area: string,
  form: { name: string; url: string; megahertz: number | undefined; fallbacks: string[] },
): StationDraft {
  return {
    area,
    name: form.name.trim(),
    url: form.url.trim(),
    ...(form.megahertz ? { frequency_khz: Math.round(form.megahertz * 1000) } : {}),
    fallbacks: form.fallbacks.map(fallback_of),
  };
}
