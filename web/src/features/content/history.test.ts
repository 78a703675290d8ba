import { expect, test } from 'vitest';
import type { BulletinVersion } from './api';
import { history_of } from './history';

const lan = { user: 'lan', name: 'Lan' };
const minh = { user: 'minh', name: 'Minh' };
const versions: BulletinVersion[] = [
  { version: 4, state: 'returned', changed_by: minh, changed_at: 4, reason: 'Sai ngày' },
  { version: 1, state: 'draft', changed_by: lan, changed_at: 1 },
  { version: 2, state: 'draft', changed_by: lan, changed_at: 2 },
  { version: 3, state: 'submitted', changed_by: lan, changed_at: 3 },
];

test('the history names who moved the bulletin on, and not every edit', () => {
  expect(history_of(versions)).toEqual([
    { act: 'created', who: 'Lan', at: 1, version: 1 },
    { act: 'submitted', who: 'Lan', at: 3, version: 3 },
    { act: 'returned', who: 'Minh', at: 4, version: 4, words: 'Sai ngày' },
  ]);
  expect(history_of([])).toEqual([]);
});

test('what was said with an approval is told, also with the first of two', () => {
  expect(history_of([
    { version: 1, state: 'submitted', changed_by: lan, changed_at: 1 },
    { version: 2, state: 'submitted', changed_by: minh, changed_at: 2, comment: 'Tốt' },
    { version: 3, state: 'approved', changed_by: lan, changed_at: 3, comment: 'Phát sớm' },
    { version: 4, state: 'scheduled', changed_by: lan, changed_at: 4 },
  ]).slice(1)).toEqual([
    { act: 'approved_once', who: 'Minh', at: 2, version: 2, words: 'Tốt' },
    { act: 'approved', who: 'Lan', at: 3, version: 3, words: 'Phát sớm' },
    { act: 'scheduled', who: 'Lan', at: 4, version: 4 },
  ]);
});

test('coming out of the archive is no second broadcast', () => {
  const acts = history_of([
    { version: 1, state: 'broadcast', changed_by: lan, changed_at: 1 },
    { version: 2, state: 'archived', changed_by: lan, changed_at: 2 },
    { version: 3, state: 'broadcast', changed_by: minh, changed_at: 3 },
  ]).map(({ act }) => act);
  expect(acts).toEqual(['created', 'archived', 'unarchived']);
});
