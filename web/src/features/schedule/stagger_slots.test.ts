import { expect, test } from 'vitest';
import { counts_of_slots } from './stagger_slots';

test('devices are counted by slot', () => {
  expect(counts_of_slots([{ slot: 2 }, { slot: 0 }, { slot: 2 }])).toEqual([1, 0, 2]);
});

test('without devices there are no slots', () => {
  expect(counts_of_slots([])).toEqual([]);
});
