import { expect, test } from 'vitest';
import { copy_place } from './copy_place';

const unit = { id: 'u', name: 'Xã Vĩnh Thuận', area: '91/31069' };
const writes = (...places: string[]) => ({
  unit, areas: places.map((area) => ({ area, abilities: ['write_bulletins'] })),
});

test('a copy stays where its writer may write, else it is for the own unit', () => {
  expect(copy_place(writes('91/31069'), '91/31069')).toBe('91/31069');
  expect(copy_place(writes('91/31069'), '91')).toBe('91/31069');
  expect(copy_place(writes('91'), '91/31012')).toBe('91/31012');
});

test('who writes elsewhere than in the own unit copies to there, and a reader nowhere', () => {
  expect(copy_place(writes('91/31012'), '91')).toBe('91/31012');
  expect(copy_place({ unit, areas: [{ area: '91/31069', abilities: ['read_bulletins'] }] }, '91'))
    .toBeUndefined();
});
