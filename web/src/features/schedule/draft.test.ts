import { expect, test } from 'vitest';
import { blank_draft, body_of } from './draft';

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
