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
    { act: 'returned', who: 'Minh', at: 4, version: 4, reason: 'Sai ngày' },
  ]);
  expect(history_of([])).toEqual([]);
});
