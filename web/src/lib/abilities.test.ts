import { expect, test } from 'vitest';
import { areas_with, may_at } from './abilities';

const actor = {
  areas: [
    { area: '91', abilities: ['manage_users'] },
    { area: '91/31069', abilities: ['manage_users', 'write_bulletins'] },
    { area: '31/11842', abilities: ['write_bulletins'] },
  ],
};

test('a right in a province holds in its communes and nowhere else', () => {
  expect(may_at(actor, '91/30769', 'manage_users')).toBe(true);
  expect(may_at(actor, '31/11842', 'manage_users')).toBe(false);
  expect(may_at(actor, '91', 'write_bulletins')).toBe(false);
});

test('a place within another one is not told twice', () => {
  expect(areas_with(actor, 'manage_users')).toEqual(['91']);
  expect(areas_with(actor, 'write_bulletins')).toEqual(['91/31069', '31/11842']);
});
