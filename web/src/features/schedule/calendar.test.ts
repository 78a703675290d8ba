import { expect, test } from 'vitest';
import type { Programme } from './api';
import { clock_at, minutes_planned, moved_everywhere, moved_on, place_runs, snap } from './calendar';

const at = (clock: string, minutes: number) => {
  const starts_at = Date.parse(`2026-11-21T${clock}:00+07:00`);
  return { starts_at, ends_at: starts_at + minutes * 60_000 };
};
const programme: Programme = {
  id: 'p1', title: 'Bản tin', area: '91/31069', class: 'ordinary',
  days: { first_day: '2026-11-20', rule: 'FREQ=DAILY;UNTIL=20261130', except: ['2026-11-25'] },
  times: ['05:45:00', '17:15:00'], plays: 1, gap_seconds: 0,
  items: [{ kind: 'bulletin', title: 'Bản tin', repeats: 1, bulletin: 'b1' }],
  targets: { areas: ['91/31069'], groups: [], devices: [] }, on_overrun: 'refuse',
  late_seconds_max: 300, state: 'active', created_at: 0, changed_at: 0,
  changed_by: { user: 'lan', name: 'Lan' }, version: 3, abilities: ['edit'],
};

test('what would be drawn over each other stands side by side', () => {
  const placed = place_runs([at('05:45', 5), at('06:00', 5), at('17:15', 5)], '2026-11-21');
  expect(placed.map((one) => [one.lane, one.lanes])).toEqual([[0, 2], [1, 2], [0, 1]]);
});

test('only the runs of the day are placed and counted', () => {
  const runs = [at('05:45', 5), { starts_at: 0, ends_at: 60_000 }];
  expect(place_runs(runs, '2026-11-21')).toHaveLength(1);
  expect(minutes_planned(runs, '2026-11-21')).toBe(5);
});

test('a drop falls on the nearest five minutes of the day', () => {
  const minute = 60_000;
  expect(clock_at(snap(347 * minute))).toBe('05:45');
  expect(clock_at(snap(-5 * minute))).toBe('00:00');
  expect(clock_at(snap(24 * 60 * minute))).toBe('23:55');
});

test('a time is moved on all days', () => {
  expect(moved_everywhere(programme, '17:15', '17:30')).toMatchObject({
    id: 'p1', times: ['05:45:00', '17:30:00'], days: programme.days,
  });
});

test('a time is moved on one day, and the other times of that day stay', () => {
  const moved = moved_on(programme, '2026-11-22', '17:15', '17:30');
  expect(moved?.left_out).toMatchObject({
    id: 'p1', times: programme.times, days: { except: ['2026-11-22', '2026-11-25'] },
  });
  expect(moved?.instead).toMatchObject({
    times: ['05:45:00', '17:30:00'], days: { first_day: '2026-11-22', rule: '' },
  });
  expect(moved?.instead).not.toHaveProperty('id');
});
