import { expect, test } from 'vitest';
import { event_names } from '../../api/events';
import { may_have_missed, stale_by_topic } from './live_changes';

test('every change that the console knows what to do with is listened to', () => {
  const unheard = Object.keys(stale_by_topic)
    .filter((topic) => !(event_names as readonly string[]).includes(topic));
  expect(unheard).toEqual([]);
});

test('a line that opens at once has missed nothing, a slow or broken one may have', () => {
  expect(may_have_missed(false, 40)).toBe(false);
  expect(may_have_missed(false, 3000)).toBe(true);
  expect(may_have_missed(true, 40)).toBe(true);
});
