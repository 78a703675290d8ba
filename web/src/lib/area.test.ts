import { expect, test } from 'vitest';
import { code_of, covers, owner_of } from './area';

test('a province covers itself and its communes, not a neighbour whose code begins alike', () => {
  expect(covers('91', '91')).toBe(true);
  expect(covers('91', '91/31069')).toBe(true);
  expect(covers('91', '910')).toBe(false);
  expect(covers('91/31069', '91')).toBe(false);
  expect(covers('', '31/11842')).toBe(true);
});

test('a place is asked for by the last code of its path', () => {
  expect(code_of('91/31069')).toBe('31069');
  expect(code_of('91')).toBe('91');
});

test('a unit tells its own from what stands above, below and beside it', () => {
  expect(owner_of('91/31069', '91/31069')).toBe('own');
  expect(owner_of('91', '91/31069')).toBe('higher');
  expect(owner_of('', '91')).toBe('higher');
  expect(owner_of('91/31069', '91')).toBe('below');
  expect(owner_of('91/30769', '91/31069')).toBe('beside');
});
