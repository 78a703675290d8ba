import { expect, test } from 'vitest';
import {
  can_close, inside, kept_place, metres_between, no_shapes, stands_in, with_corner,
} from './shapes';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const field = [at(9, 105), at(9, 106), at(10, 106), at(10, 105)];

test('three corners make an area, and a double press is one corner', () => {
  const two = with_corner(with_corner([], at(9, 105)), at(9, 106));
  expect(with_corner(two, at(9, 106))).toHaveLength(2);
  expect(can_close(two)).toBe(false);
  expect(can_close(with_corner(two, at(10, 106)))).toBe(true);
});

test('a cluster beside an area that bends inwards is not in it', () => {
  const bent = [at(0, 0), at(0, 4), at(4, 4), at(1, 2), at(4, 0)];
  expect(inside(field, at(9.5, 105.5))).toBe(true);
  expect(inside(field, at(9.5, 106.5))).toBe(false);
  expect(inside(bent, at(3, 2))).toBe(false);
  expect(inside(bent, at(0.5, 2))).toBe(true);
});

test('a circle holds what is near enough, a polygon what is inside', () => {
  const middle = { latitude: 9.5, longitude: 105.5 };
  const circle = { centre: middle, metres: 1200 };
  expect(metres_between(middle, { latitude: 10.5, longitude: 105.5 })).toBeCloseTo(111_320, 0);
  expect(stands_in({ circles: [circle], polygons: [] }, { ...middle, latitude: 9.51 })).toBe(true);
  expect(stands_in({ circles: [circle], polygons: [] }, { ...middle, latitude: 9.52 })).toBe(false);
  expect(stands_in(no_shapes, middle)).toBe(false);
});

test('a pressed place is kept to a hand\'s breadth', () => {
  expect(kept_place({ latitude: 9.51234567, longitude: 105.2 }))
    .toEqual({ latitude: 9.512346, longitude: 105.2 });
});
