import { expect, test } from 'vitest';
import { no_shapes } from './shapes';
import {
  count_named, is_empty, nowhere, reaches, shapes_of, type Targets, toggle_all, toggle_area,
  toggle_device, toggle_group, toggle_single, with_shapes,
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

const centre = { latitude: 9.5, longitude: 105.2 };
const ring = { circles: [{ centre, metres: 1000 }], polygons: [] };
const standing = (latitude: number, area = commune) =>
  ({ id: 'x', area, position: { latitude, longitude: 105.2 } });

test('a drawing reaches what stands in it and in the unit', () => {
  const drawn = with_shapes(nowhere, ring, commune);
  expect(reaches(drawn, standing(9.508))).toBe(true);
  expect(reaches(drawn, standing(9.51))).toBe(false);
  expect(reaches(drawn, standing(9.5, '91/31072'))).toBe(false);
  expect(reaches(drawn, { id: 'x', area: commune })).toBe(false);
});

test('a drawing comes, keeps its unit and goes', () => {
  const drawn = with_shapes(nowhere, ring, commune);
  expect(shapes_of(drawn)).toEqual(ring);
  expect(with_shapes(drawn, ring, '91').drawn?.within).toBe(commune);
  expect(count_named(toggle_single(drawn, 'd-1'))).toBe(2);
  expect(with_shapes(drawn, no_shapes, commune)).toEqual(nowhere);
  expect(is_empty(drawn)).toBe(false);
  expect(toggle_all(drawn, commune)).toEqual(everything);
});

test('taking one out of a drawing leaves the others one by one', () => {
  const others = [{ ...standing(9.501), id: 'a' }, { ...standing(9.502), id: 'b' }];
  expect(toggle_device(with_shapes(nowhere, ring, commune), others[0]!, others))
    .toEqual({ areas: [], groups: [], devices: ['b'] });
});
