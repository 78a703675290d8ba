import { expect, test } from 'vitest';
import { Problem } from '../../api/problem';
import type { Notice, Work } from './api';
import { bulletin_of, type Matter, matters, retry_all } from './matters';

const notice: Notice = {
  id: 'n-1', alarm: 'a-1', kind: 'silent', area: '91/31069', device_name: 'Cụm chợ',
  channel: 'email', address: 'truc@xa.vn', happening: 'raised', happened_at: 1_000, attempts: 30,
  last_error: 'away', abilities: ['retry', 'discard'],
};
const work: Work = {
  consumer: 'plan.content', seq: 7, topic: 'content.changed', entity: 'bulletin/b-1',
  created_at: 2_000, attempts: 10, next_at: 0, last_error: 'broken', dead: true,
  abilities: ['retry', 'discard'],
};

test('what could not be sent and what could not be done make one list, the newest first', () => {
  const older = { ...notice, id: 'n-0', happened_at: 10 };
  const listed = matters({ notices: [older, notice], work: [work] });
  expect(listed.map(({ id }) => id)).toEqual(['plan.content/7', 'n-1', 'n-0']);
});

test('work that is about a bulletin leads to it', () => {
  expect(bulletin_of(work)).toBe('b-1');
  expect(bulletin_of({ ...work, entity: 'programme/p-1' })).toBeUndefined();
});

test('trying all again goes past what somebody else has decided, and stops at what is broken', async () => {
  const listed = matters({ notices: [notice], work: [work] });
  const tried: string[] = [];
  const failing = (status: number) => (one: Matter) => {
    tried.push(one.id);
    return tried.length === 1
      ? Promise.reject(new Problem(status, 'test', '', '')) : Promise.resolve();
  };
  await retry_all(listed, failing(404));
  expect(tried).toEqual(['plan.content/7', 'n-1']);
  tried.length = 0;
  await expect(retry_all(listed, failing(503))).rejects.toThrow();
  expect(tried).toEqual(['plan.content/7']);
});
