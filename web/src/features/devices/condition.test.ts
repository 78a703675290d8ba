import { expect, test } from 'vitest';
import type { Device } from './api';
import { count_conditions, is_silent } from './condition';

const device = (condition: Device['condition']): Device => ({
  id: condition, name: condition, kind: 'cluster', serial: '', area: '91/31069', state: 'claimed',
  condition, groups: [], volume_plan: { steps: [], emergency_percent_min: 80 }, volume_planned: 70,
  manifest_version: 0, created_at: 0, abilities: [],
});

test('conditions are counted in the order of worry and empty ones are left out', () => {
  const counted = count_conditions([
    device('silent_dead'), device('online'), device('online'), device('playing'),
  ]);
  expect(counted).toEqual([
    { condition: 'playing', count: 1 },
    { condition: 'online', count: 2 },
    { condition: 'silent_dead', count: 1 },
  ]);
});

test('a device that still plays from its store is silent all the same', () => {
  expect(is_silent('silent_able')).toBe(true);
  expect(is_silent('online')).toBe(false);
});
