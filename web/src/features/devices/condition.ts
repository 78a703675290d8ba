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

/** How many devices are in each condition, in the order of worry; empty ones are left out. */
export function count_conditions(devices: Device[]): { condition: Condition; count: number }[] {
  return order
    .map((condition) => ({
      condition,
      count: devices.filter((one) => one.condition === condition).length,
    }))
    .filter((one) => one.count > 0);
}

export function is_silent(condition: Condition): boolean {
  return condition === 'silent_able' || condition === 'silent_dead';
}
