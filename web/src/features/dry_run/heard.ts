import { add_days } from '../../lib/time';
import type { DryRun, HeardRun, PlannedItem, UnheardRun } from './api';
import type { Sounding } from './pieces';

/** What an officer wants to hear beforehand; it stands in the address. */
export interface HeardView {
  area?: string;
  device?: string;
  date?: string;
}

/** Whatever stands in an address becomes a view; what makes no sense is left out. */
export function heard_view_of(search: Record<string, unknown>): HeardView {
  const text = (value: unknown) =>
    (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  const [area, device, date] = [text(search.area), text(search.device), text(search.date)];
  return {
    ...(device ? { device } : area ? { area } : {}),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(date) ? { date } : {}),
  };
}

/** The server answers from today to a year from now. */
export const days_ahead = 365;
export function day_within(date: string | undefined, today: string): string {
  const last = add_days(today, days_ahead);
  if (!date || date < today) return today;
  return date > last ? last : date;
}

export type Row = { at: number; heard: HeardRun } | { at: number; unheard: UnheardRun };

/** One list by the clock: what sounds, and what was meant to. */
export function rows_of({ heard, unheard }: Pick<DryRun, 'heard' | 'unheard'>): Row[] {
  const rows: Row[] = [
    ...heard.map((one) => ({ at: one.at, heard: one })),
    ...unheard.map((one) => ({ at: one.nominal_at, unheard: one })),
  ];
  return rows.sort((a, b) => a.at - b.at);
}

/** What sounds of a run, in order; the same thing twice in a row is told once. */
export function contents(items: PlannedItem[]): { item: PlannedItem; times: number }[] {
  const found: { item: PlannedItem; times: number }[] = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last && last.item.sha256 === item.sha256 && last.item.title === item.title) last.times += 1;
    else found.push({ item, times: 1 });
  }
  return found;
}

/** For the play-out: in the order of the day. */
export function soundings_of(heard: HeardRun[]): Sounding[] {
  return heard.map(({ at, title, items }) => ({ starts_at: at, title, items }));
}
