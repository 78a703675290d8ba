import { add_days, local_date } from '../../lib/time';
import type { BulletinClass, BulletinQuery, BulletinState } from './api';

export const states = [
  'draft', 'submitted', 'returned', 'approved', 'scheduled', 'broadcast', 'withdrawn', 'archived',
] as const satisfies BulletinState[];
export const classes = [
  'ordinary', 'priority', 'emergency',
] as const satisfies BulletinClass[];
export const validities = ['now', 'week'] as const;

/** What is offered from above has been approved. */
export const states_above = ['approved', 'scheduled', 'broadcast', 'archived'] as const;

/** What an officer wants to see of the bulletins; it stands in the address. */
export interface BulletinView {
  /** What units above have approved for us, in place of the own. */
  from?: 'above';
  state?: (typeof states)[number];
  class?: BulletinClass;
  valid?: (typeof validities)[number];
  mine?: true;
  q?: string;
}
export interface NamedView {
  name: string;
  view: BulletinView;
}

/** Whatever stands in an address becomes a view; what makes no sense is left out. */
export function view_of(search: Record<string, unknown>): BulletinView {
  const state = states.find((one) => one === search.state);
  const kind = classes.find((one) => one === search.class);
  const valid = validities.find((one) => one === search.valid);
  const words = typeof search.q === 'string' || typeof search.q === 'number'
    ? String(search.q).slice(0, 200) : '';
  return {
    ...(search.from === 'above' ? { from: 'above' as const } : {}),
    ...(state ? { state } : {}),
    ...(kind ? { class: kind } : {}),
    ...(valid ? { valid } : {}),
    ...(search.mine === true ? { mine: true as const } : {}),
    ...(words ? { q: words } : {}),
  };
}

/** The question to the server. */
export function query_of(view: BulletinView, user: string, now = Date.now()): BulletinQuery {
  const today = local_date(now);
  const when = {
    now: { valid_on: today, valid_until: today },
    week: { valid_on: today, valid_until: add_days(today, 7) },
  };
  return {
    ...(view.from ? { from: view.from } : {}),
    ...(view.state ? { state: view.state } : {}),
    ...(view.class ? { class: view.class } : {}),
    ...(view.valid ? when[view.valid] : {}),
    ...(view.mine ? { author: user } : {}),
    ...(view.q ? { q: view.q } : {}),
  };
}

export function is_blank(view: BulletinView): boolean {
  return Object.values(view).every((part) => part === undefined);
}

export function same_view(one: BulletinView, other: BulletinView): boolean {
  const plain = (view: BulletinView) =>
    JSON.stringify(Object.entries(view_of({ ...view })).sort());
  return plain(one) === plain(other);
}
