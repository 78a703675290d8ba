import { expect, test } from 'vitest';
import type { BulletinSummary } from './api';
import { newest, with_chosen } from './ready';

const made = (id: string, created_at: number) => ({ id, created_at }) as BulletinSummary;

test('what is ready in several states is one list, newest first', () => {
  const lists = [[made('c', 3), made('a', 1)], [made('d', 4)], [], [made('b', 2)]];
  expect(newest(lists).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
});

test('a chosen bulletin stays in sight when other words are looked for', () => {
  const [one, two] = [{ id: 'one' }, { id: 'two' }];
  expect(with_chosen([two], [one])).toEqual([one, two]);
  expect(with_chosen([one, two], [one])).toEqual([one, two]);
});
