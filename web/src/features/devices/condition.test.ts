import { expect, test } from 'vitest';
import { in_order, is_silent, tally } from './condition';

test('conditions are counted in the order of worry and empty ones are left out', () => {
  const counts = tally((['silent_dead', 'online', 'online', 'playing'] as const)
    .map((condition) => ({ condition })));
  expect(in_order(counts)).toEqual([
    { condition: 'playing', count: 1 },
    { condition: 'online', count: 2 },
    { condition: 'silent_dead', count: 1 },
  ]);
});

test('the condition that was chosen stays, so that it can be unchosen', () => {
  expect(in_order({ online: 2 }, 'silent_dead')).toEqual([
    { condition: 'online', count: 2 }, { condition: 'silent_dead', count: 0 },
  ]);
});

test('a device that still plays from its store is silent all the same', () => {
  expect(is_silent('silent_able')).toBe(true);
  expect(is_silent('online')).toBe(false);
});
