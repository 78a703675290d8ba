import { describe, expect, test } from 'vitest';
import { archipelagos } from './islands';
import {
  bounds_of, country, edge, parse_position, type Placed, points_of, position_text, ring_around,
} from './features';
import provinces from './provinces.json';

const placed = (id: string, latitude: number, longitude: number): Placed =>
  ({ id, name: id, condition: 'online', position: { latitude, longitude } });
const homeless: Placed = { id: 'x', name: 'x', condition: 'silent_dead' };

describe('devices on the map', () => {
  test('who has no place is left out, not put into the sea', () => {
    const { features } = points_of([placed('a', 9.5, 105.2), homeless]);
    expect(features.map(({ properties }) => properties.id)).toEqual(['a']);
    expect(features[0]?.geometry.coordinates).toEqual([105.2, 9.5]);
  });

  test('the view holds all of them, or the whole country when there are none', () => {
    const [west, south, east, north] = bounds_of([placed('a', 9.5, 105.2), placed('b', 21, 106)]);
    expect(west).toBeLessThan(105.2);
    expect(east).toBeGreaterThan(106);
    expect(south).toBeLessThan(9.5);
    expect(north).toBeGreaterThan(21);
    expect(bounds_of([homeless])).toEqual(country);
  });

  test('a place is read as it is copied from a phone', () => {
    expect(parse_position('9.5119, 105.2607')).toEqual({ latitude: 9.5119, longitude: 105.2607 });
    expect(parse_position('9.5 105.2')).toEqual({ latitude: 9.5, longitude: 105.2 });
    expect(parse_position(position_text({ latitude: 9.5119, longitude: 105.2607 })))
      .toEqual({ latitude: 9.5119, longitude: 105.2607 });
    for (const wrong of ['', '9.5', '95, 105', '9.5, 190', 'chợ Vĩnh Thuận']) {
      expect(parse_position(wrong)).toBeUndefined();
    }
  });

  test('a circle is as wide on the ground as it says', () => {
    const ring = ring_around({ latitude: 10, longitude: 105 }, 1000);
    expect(ring[0]).toEqual(ring.at(-1));
    const [longitude = 0, latitude = 0] = ring[0] ?? [];
    const metres = (longitude - 105) * 111_320 * Math.cos((10 * Math.PI) / 180);
    expect(metres).toBeCloseTo(1000, 3);
    expect(latitude).toBe(10);
  });
});

describe('the base of the map', () => {
  test('has the 34 provinces of today, each with its outline and the place of its name', () => {
    expect(provinces.features).toHaveLength(34);
    expect(new Set(provinces.features.map(({ properties }) => properties.code)).size).toBe(34);
    for (const { geometry, properties } of provinces.features) {
      expect(geometry.coordinates.length).toBeGreaterThan(0);
      expect(properties.label).toHaveLength(2);
    }
  });

  test('names Hoàng Sa and Trường Sa as Việt Nam’s, within the first view and the edge', () => {
    expect(archipelagos.map(({ name }) => name)).toEqual([
      'Quần đảo Hoàng Sa\n(Việt Nam)', 'Quần đảo Trường Sa\n(Việt Nam)',
    ]);
    for (const { islands, label } of archipelagos) {
      for (const [x, y] of [...islands, label]) {
        expect(x > country[0] && x < country[2] && y > country[1] && y < country[3]).toBe(true);
      }
    }
    expect(country[0] > edge[0] && country[1] > edge[1]).toBe(true);
    expect(country[2] < edge[2] && country[3] < edge[3]).toBe(true);
  });
});
