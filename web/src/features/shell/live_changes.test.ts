import { expect, test } from 'vitest';
import { event_names } from '../../api/events';
import { stale_by_topic } from './live_changes';

test('every change that the console knows what to do with is listened to', () => {
  const unheard = Object.keys(stale_by_topic)
    .filter((topic) => !(event_names as readonly string[]).includes(topic));
  expect(unheard).toEqual([]);
});
