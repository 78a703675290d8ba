import { expect, test } from 'vitest';
import {
  is_empty, nowhere, reaches, type Targets, toggle_all, toggle_area, toggle_device, toggle_group,
  toggle_single,
} from './targets';

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

test('a group reaches its members, and leaves them one by one when one is taken out', () => {
  const members = devices.map((one, index) => ({ ...one, groups: index < 2 ? ['market'] : [] }));
  const group = toggle_group(none, 'market');
  expect(members.filter((one) => reaches(group, one)).map((one) => one.id)).toEqual(['a', 'b']);
  expect(toggle_device(group, members[0]!, members).devices).toEqual(['b']);
  expect(is_empty(toggle_group(group, 'market'))).toBe(true);
});

test('communes and single devices are added and taken away one by one', () => {
  const two = toggle_area(toggle_area(nowhere, '91/31069'), '91/31012');
  expect(two.areas).toEqual(['91/31069', '91/31012']);
  expect(toggle_area(two, '91/31069').areas).toEqual(['91/31012']);
  const one = toggle_single({ ...two, groups: ['g'] }, 'd-1');
  expect(one).toEqual({ areas: two.areas, groups: ['g'], devices: ['d-1'] });
  expect(toggle_single(one, 'd-1').devices).toEqual([]);
});
