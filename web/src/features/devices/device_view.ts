import type { Condition, DeviceFilter } from './api';

export const conditions = [
  'playing', 'online', 'connecting', 'unknown', 'silent_able', 'silent_dead', 'never_seen',
  'revoked',
] as const satisfies Condition[];

/** What an officer wants to see of the devices; it stands in the address. */
export interface DeviceView {
  q?: string;
  condition?: Condition;
  group?: string;
  as?: 'map';
}

/** Whatever stands in an address becomes a view; what makes no sense is left out. */
export function device_view_of(search: Record<string, unknown>): DeviceView {
  const condition = conditions.find((one) => one === search.condition);
  const words = typeof search.q === 'string' || typeof search.q === 'number'
    ? String(search.q).slice(0, 200) : '';
  return {
    ...(words ? { q: words } : {}),
    ...(condition ? { condition } : {}),
    ...(typeof search.group === 'string' && search.group ? { group: search.group } : {}),
    ...(search.as === 'map' ? { as: 'map' as const } : {}),
  };
}

/** The question to the server; the counts are asked for without the condition. */
export function filter_of({ q, condition, group }: DeviceView): DeviceFilter {
  return {
    ...(q ? { q } : {}), ...(condition ? { condition } : {}), ...(group ? { group } : {}),
  };
}

export function is_unfiltered(view: DeviceView): boolean {
  return !view.q && !view.condition && !view.group;
}

/** The counts that were told, and for which question. */
export interface Counted {
  of: string;
  counts: object | undefined;
}

/** Rows of a list that opens, or is asked for something else, are on their way already: they are
 * read again only when the counts of one and the same question have changed. */
export function rows_are_stale(seen: Counted | undefined, told: Counted): boolean {
  return seen !== undefined && told.counts !== undefined && seen.of === told.of &&
    seen.counts !== told.counts;
}

export const device_tabs = ['state', 'plan', 'past', 'volume', 'log'] as const;
export type DeviceTab = (typeof device_tabs)[number];

/** Which part of the page of one device is open; the first one needs no word in the address. */
export function device_tab_of(search: Record<string, unknown>): { tab?: DeviceTab } {
  const tab = device_tabs.slice(1).find((one) => one === search.tab);
  return tab ? { tab } : {};
}
