import type { Tone } from '../../components/Chip';
import type { Condition, Device } from './api';

export const condition_tone: Record<Condition, Tone> = {
  online: 'good',
  playing: 'accent',
  connecting: 'plain',
  unknown: 'plain',
  silent_able: 'warn',
  silent_dead: 'warn',
  never_seen: 'quiet',
  revoked: 'quiet',
};

const order: Condition[] = [
  'playing', 'online', 'connecting', 'unknown', 'silent_able', 'silent_dead', 'never_seen',
  'revoked',
];

/** By condition; one that is absent has none. */
export type ConditionCount = Partial<Record<string, number>>;

export function tally(devices: Pick<Device, 'condition'>[]): ConditionCount {
  const counts: ConditionCount = {};
  for (const { condition } of devices) counts[condition] = (counts[condition] ?? 0) + 1;
  return counts;
}

/** In the order of worry; empty ones are left out, except the one that is chosen. */
export function in_order(
  counts: ConditionCount, chosen?: Condition,
): { condition: Condition; count: number }[] {
  return order
    .map((condition) => ({ condition, count: counts[condition] ?? 0 }))
    .filter(({ condition, count }) => count > 0 || condition === chosen);
}

export function is_silent(condition: Condition): boolean {
  return condition === 'silent_able' || condition === 'silent_dead';
}
