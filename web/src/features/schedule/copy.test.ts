import { expect, test } from 'vitest';
import type { Programme } from './api';
import { copied_to, day_copies, draft_copied, week_before } from './copy';
import { body_of } from './draft';

const programme: Programme = {
  id: 'p1', title: 'Bản tin', area: '91/31069', class: 'priority',
  days: { first_day: '2026-11-20', rule: 'FREQ=DAILY;UNTIL=20261130', except: ['2026-11-25'] },
  times: ['05:45:30', '17:15:00'], plays: 2, gap_seconds: 5, volume_percent: 60,
  items: [{ kind: 'bulletin', title: 'Bản tin', repeats: 2, bulletin: 'b1' }],
  targets: { areas: ['91/31069'], groups: [], devices: [] }, on_overrun: 'shorten',
  late_seconds_max: 60, state: 'active', created_at: 0, changed_at: 0,
  changed_by: { user: 'lan', name: 'Lan' }, version: 3, abilities: ['edit'],
};

test('a copy is a programme of one day with everything but the identity', () => {
  const copy = copied_to(programme, '2026-12-01');
  expect(copy).not.toHaveProperty('id');
  expect(copy).toMatchObject({
    title: 'Bản tin', times: programme.times, items: programme.items, plays: 2, gap_seconds: 5,
    volume_percent: 60, on_overrun: 'shorten', late_seconds_max: 60, class: 'priority',
    days: { first_day: '2026-12-01', rule: '', except: [] },
  });
  expect(copied_to(programme, '2026-12-01', 'Tên mới')?.title).toBe('Tên mới');
});

test('a copy on the desk is saved as a new one, without the days that the old one left out', () => {
  const draft = draft_copied(programme, '2026-12-01');
  const body = body_of(draft, 'elsewhere');
  expect(body).not.toHaveProperty('id');
  expect(body).toMatchObject({
    area: '91/31069', items: programme.items, times: programme.times, volume_percent: 60,
    days: { first_day: '2026-12-01', rule: '', except: [] },
  });
  const longer = { ...draft, days: { ...draft.days, to: '2026-12-07' } };
  expect(body_of(longer, 'elsewhere')?.days?.except).toEqual([]);
});

test('of a day is copied what is the own unit’s and not there already', () => {
  const run = (id: string | undefined, area = '91/31069') =>
    ({ ...(id ? { programme: id } : {}), title: `Chương trình ${id}`, area });
  const source = [run('p1'), run('p1'), run('p2'), run('p3', '91'), run(undefined)];
  expect(day_copies(source, [run('p2')], '91/31069').map((one) => one.programme)).toEqual(['p1']);
  expect(day_copies(source, [], '91').map((one) => one.programme)).toEqual(['p3']);
});

test('last week is seven days before, also over a month', () => {
  expect(week_before('2026-12-03')).toBe('2026-11-26');
});
