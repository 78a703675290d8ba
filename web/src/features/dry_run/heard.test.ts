import { expect, test } from 'vitest';
import type { HeardRun, PlannedItem, UnheardRun } from './api';
import { contents, day_within, heard_view_of, rows_of } from './heard';

const item = (title: string, sha256 = title): PlannedItem =>
  ({ sha256, size_bytes: 1, duration_ms: 1000, kind: 'bulletin', title });

test('an address names one place: the cluster before the area', () => {
  expect(heard_view_of({ area: '91/31069', device: 'd-1', date: '2026-12-01', more: 1 }))
    .toEqual({ device: 'd-1', date: '2026-12-01' });
  expect(heard_view_of({ area: 91 })).toEqual({ area: '91' });
});

test('what is no day is left out', () => {
  expect(heard_view_of({ date: 'tomorrow' })).toEqual({});
});

test('only days that the server answers for are asked for', () => {
  expect(day_within(undefined, '2026-11-22')).toBe('2026-11-22');
  expect(day_within('2026-11-21', '2026-11-22')).toBe('2026-11-22');
  expect(day_within('2026-12-24', '2026-11-22')).toBe('2026-12-24');
  expect(day_within('2030-01-01', '2026-11-22')).toBe('2027-11-22');
});

test('what sounds and what does not stand in one list by the clock', () => {
  const heard = [{ at: 20 }, { at: 40 }] as HeardRun[];
  const unheard = [{ nominal_at: 30 }] as UnheardRun[];
  expect(rows_of({ heard, unheard }).map((row) => [row.at, 'heard' in row]))
    .toEqual([[20, true], [30, false], [40, true]]);
});

test('what is read twice is told once with its number', () => {
  expect(contents([item('chime'), item('a'), item('a'), item('b'), item('a')])
    .map((one) => [one.item.title, one.times]))
    .toEqual([['chime', 1], ['a', 2], ['b', 1], ['a', 1]]);
});
