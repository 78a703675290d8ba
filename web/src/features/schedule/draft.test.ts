import { expect, test } from 'vitest';
import type { Programme } from './api';
import { blank_draft, body_of, draft_of } from './draft';
import { relay_spans } from './relay_spans';

const now = Date.parse('2026-11-20T22:30:00Z');
const area = '91/31069';
const draft = {
  ...blank_draft(area, now),
  title: 'Bản tin sáng',
  bulletins: [
    { id: 'b1', title: 'Tiêm chủng', class: 'ordinary' as const },
    { id: 'b2', title: 'Cúp nước', class: 'priority' as const },
  ],
};

test('a blank draft begins tomorrow and is not ready to be sent', () => {
  expect(blank_draft(area, now).days.from).toBe('2026-11-22');
  expect(body_of(blank_draft(area, now), area)).toBeUndefined();
});

test('the most urgent bulletin decides the class, and the chime comes first', () => {
  const file = { sha256: 'aa', size_bytes: 1, duration_ms: 4000 };
  const body = body_of({ ...draft, chime: { title: 'Nhạc hiệu', file } }, area);
  expect(body?.class).toBe('priority');
  expect(body?.items.map((one) => one.kind)).toEqual(['chime', 'bulletin', 'bulletin']);
  expect(body?.times).toEqual(['05:45:00', '17:15:00']);
});

test('nothing is sent without a time or a place', () => {
  expect(body_of({ ...draft, times: [] }, area)).toBeUndefined();
  const nowhere = { areas: [], groups: [], devices: [] };
  expect(body_of({ ...draft, targets: nowhere }, area)).toBeUndefined();
});

const saved: Programme = {
  id: 'p1', title: 'Bản tin sáng', area, class: 'ordinary',
  days: { first_day: '2026-11-20', rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', except: ['2026-12-04'] },
  times: ['05:45:30'], plays: 1, gap_seconds: 0, volume_percent: 60, on_overrun: 'shorten',
  items: [
    { kind: 'bulletin', title: 'Tiêm chủng', repeats: 2, bulletin: 'b1' },
    { kind: 'jingle', title: 'Kết thúc', repeats: 1 },
  ],
  targets: { areas: [area], groups: [], devices: [] }, late_seconds_max: 60, state: 'active',
  created_at: 0, changed_at: 0, changed_by: { user: 'lan', name: 'Lan' }, version: 3,
  abilities: ['edit', 'cancel'],
};

test('an edit keeps what the screen does not show', () => {
  const body = body_of({ ...draft_of(saved), title: 'Bản tin sớm' }, 'elsewhere');
  expect(body).toMatchObject({
    id: 'p1', title: 'Bản tin sớm', area, days: saved.days, times: saved.times,
    items: saved.items, volume_percent: 60, on_overrun: 'shorten', late_seconds_max: 60,
  });
});

test('an edit changes what was touched and nothing beside it', () => {
  const begun = draft_of(saved);
  const body = body_of({
    ...begun, times: ['05:45', '17:00'],
    days: { ...begun.days, to: '2026-12-31' },
    bulletins: [...begun.bulletins, { id: 'b2', title: 'Cúp nước', class: 'priority' }],
  }, area);
  expect(body?.times).toEqual(['05:45:30', '17:00:00']);
  expect(body?.days?.except).toEqual(['2026-12-04']);
  expect(body?.class).toBe('priority');
  expect(body?.items.map((one) => one.repeats)).toEqual([2, 1]);
});

const relayed = {
  ...blank_draft(area, now), title: 'Thời sự', times: ['06:00'], plays: 3,
  relay: { station: 's1', title: 'Đài TNVN', minutes: 30 },
};

test('a relay is the only item, once, and has a station and an end', () => {
  const body = body_of(relayed, area);
  expect(body).toMatchObject({
    class: 'ordinary', plays: 1, gap_seconds: 0, times: ['06:00:00'],
    items: [{ kind: 'relay', title: 'Đài TNVN', repeats: 1, station: 's1', minutes: 30 }],
  });
  expect(body_of({ ...relayed, relay: { ...relayed.relay, station: '' } }, area)).toBeUndefined();
  expect(body_of({ ...relayed, relay: { ...relayed.relay, minutes: 0 } }, area)).toBeUndefined();
});

test('a saved relay comes back to the desk as it was', () => {
  const before: Programme = {
    ...saved, class: 'priority',
    items: [{ kind: 'relay', title: 'Đài TNVN', repeats: 1, station: 's1', minutes: 45 }],
  };
  expect(draft_of(before).relay).toEqual({ station: 's1', title: 'Đài TNVN', minutes: 45 });
  expect(body_of(draft_of(before), area)).toMatchObject({
    class: 'priority', items: before.items, days: before.days,
  });
});

test('the spans of a relay say when it ends', () => {
  expect(relay_spans(['17:00', '06:00'], 30)).toBe('06:00–06:30, 17:00–17:30');
  expect(relay_spans(['23:45'], 30)).toBe('23:45–00:15');
});
