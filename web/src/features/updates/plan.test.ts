import { expect, test } from 'vitest';
import { ended_percent, is_older, may_take, megabytes, paces, plan_of } from './plan';

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

test('versions are compared number by number', () => {
  expect(is_older('0.9.0', '0.10.0')).toBe(true);
  expect(is_older('0.10.0', '0.9.9')).toBe(false);
  expect(is_older('1.2.3', '1.2.3')).toBe(false);
  expect(is_older('', '1.2.3')).toBe(false);
});

test('only devices that run something older and can be updated over the line are counted', () => {
  const running = [
    { version: '1.3.0', devices: 5, online: 4, updatable: 3 },
    { version: '1.4.0', devices: 2, online: 2, updatable: 2 },
    { version: '', devices: 7, online: 0, updatable: 0 },
  ];
  expect(may_take('1.4.0', running)).toBe(3);
  expect(may_take('1.3.0', running)).toBe(0);
});

test('a size is told in the words of the reader', () => {
  expect(megabytes(8_019_504, 'vi')).toBe('8');
  expect(megabytes(8_519_504, 'vi')).toBe('8,5');
});
