import { expect, test } from 'vitest';
import { is_empty, reaches, type Targets, toggle_all, toggle_device } from './targets';

const commune = '91/31069';
const devices = ['a', 'b', 'c'].map((id) => ({ id, area: commune }));
const [first, second] = devices as [typeof devices[0] & {}, typeof devices[0] & {}];
const none: Targets = { areas: [], groups: [], devices: [] };
const everything: Targets = { ...none, areas: [commune] };

test('an area reaches what lies in it and nothing beside it', () => {
  expect(reaches(everything, { id: 'x', area: '91/31069/31069-01' })).toBe(true);
  expect(reaches(everything, { id: 'x', area: '91/310691' })).toBe(false);
  expect(reaches({ ...none, areas: [''] }, { id: 'x', area: '31/11842' })).toBe(true);
});

test('taking one out of the whole area leaves the others', () => {
  expect(toggle_device(everything, first, devices))
    .toEqual({ areas: [], groups: [], devices: ['b', 'c'] });
});

test('single devices come and go', () => {
  const one = toggle_device(none, second, devices);
  expect(one.devices).toEqual(['b']);
  expect(is_empty(toggle_device(one, second, devices))).toBe(true);
  expect(toggle_all(one, commune)).toEqual(everything);
});
