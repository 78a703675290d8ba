import type { BulletinState, BulletinSummary } from './api';

/** In these a bulletin may be put into the programme or played. */
export const ready_states = [
  'approved', 'scheduled', 'broadcast',
] as const satisfies BulletinState[];

/** Lists by state become one, newest first. */
export function newest(lists: BulletinSummary[][]): BulletinSummary[] {
  return lists.flat().sort((a, b) => b.created_at - a.created_at);
}

/** What was ticked stays in sight, also when it is not among those that were found. */
export function with_chosen<One extends { id: string }>(
  found: One[], chosen: One[],
): One[] {
  return [...chosen.filter(({ id }) => !found.some((one) => one.id === id)), ...found];
}
