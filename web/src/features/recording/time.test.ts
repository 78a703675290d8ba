import { expect, test } from 'vitest';
import { seconds_of } from './time';

test('a clock on a sound counts minutes, seconds and hundredths', () => {
  expect(seconds_of(0, 0)).toBe('0:00');
  expect(seconds_of(61_999, 0)).toBe('1:01');
  expect(seconds_of(62_350, 2)).toBe('1:02,35');
  expect(seconds_of(59_996, 2)).toBe('1:00,00');
});
