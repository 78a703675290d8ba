import { expect, test } from 'vitest';
import { loudness_of, meter_share } from './level';

test('the meter ends at full scale and begins where nothing is heard', () => {
  expect(meter_share(0)).toBe(1);
  expect(meter_share(6)).toBe(1);
  expect(meter_share(-30)).toBeCloseTo(0.5);
  expect(meter_share(-100)).toBe(0);
});

test('the speaker is told when nobody would understand', () => {
  expect(loudness_of(-100, -100)).toBe('silent');
  expect(loudness_of(-40, -20)).toBe('quiet');
  expect(loudness_of(-20, -8)).toBe('good');
  expect(loudness_of(-10, -0.2)).toBe('loud');
});
