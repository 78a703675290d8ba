import { expect, test } from 'vitest';
import { next_start } from './packet_player';

test('pieces follow one another without a gap', () => {
  expect(next_start(10, 10.4)).toBe(10.4);
});

test('after a pause there is a little room for what comes late', () => {
  expect(next_start(10, 0)).toBeCloseTo(10.3);
  expect(next_start(10, 9.99)).toBeCloseTo(10.3);
});

test('what would be heard much too late is left out', () => {
  expect(next_start(10, 13)).toBe(13);
  expect(next_start(10, 13.01)).toBeUndefined();
});
