import { expect, test } from 'vitest';
import { ended_percent, paces, plan_of } from './plan';

const stage = {
  devices: 3, untold: 0, under_way: 1, updated: 1, failed: 1, returned: 0, offline: 0,
};

test('every pace ends with all devices', () => {
  for (const pace of paces) {
    expect(plan_of(pace, 60, '01:00', '04:00').stages.at(-1)).toEqual({ percent: 100 });
  }
});

test('a stage is told as over only when every device has ended', () => {
  expect(ended_percent(stage)).toBe(66);
  expect(ended_percent({ ...stage, under_way: 0, returned: 1 })).toBe(100);
  expect(ended_percent({ ...stage, devices: 0 })).toBe(100);
});
