import type { Feature, FeatureCollection, Point } from 'geojson';
import type { Condition, Device } from '../api';
import { is_silent } from '../condition';

export type Placed = Pick<Device, 'id' | 'name' | 'condition' | 'position'>;
export interface DeviceProperties {
  id: string;
  name: string;
  condition: Condition;
  silent: boolean;
}
/** West, south, east, north. */
export type Bounds = [number, number, number, number];

/** The whole country with both archipelagos. */
export const country: Bounds = [101.8, 6.6, 117.2, 23.6];
/** So far one may look around. */
export const edge: Bounds = [74, -14, 144, 40];

export function points_of(devices: Placed[]): FeatureCollection<Point, DeviceProperties> {
  const features = devices.flatMap((one): Feature<Point, DeviceProperties>[] => {
    if (!one.position) return [];
    const { latitude, longitude } = one.position;
    const { id, name, condition } = one;
    return [{
      type: 'Feature',
      properties: { id, name, condition, silent: is_silent(condition) },
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    }];
  });
  return { type: 'FeatureCollection', features };
}

/** Around all that have a place, with some room; the country when none has. */
export function bounds_of(devices: Placed[]): Bounds {
  const places = devices.flatMap(({ position }) => (position ? [position] : []));
  if (places.length === 0) return country;
  const margin = 0.02;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { longitude, latitude } of places) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return [west - margin, south - margin, east + margin, north + margin];
}

/** As officers copy it from a phone: `9.5119, 105.2607`; undefined when it is no place. */
export function parse_position(text: string): { latitude: number; longitude: number } | undefined {
  const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!match) return undefined;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    ? { latitude, longitude } : undefined;
}

export function position_text({ latitude, longitude }: { latitude: number; longitude: number }) {
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** A circle on the ground as a ring to draw, corner by corner. */
export function ring_around(
  centre: { latitude: number; longitude: number }, metres: number,
): [number, number][] {
  const corners = 64;
  const north = metres / 111_320;
  const east = north / Math.cos((centre.latitude * Math.PI) / 180);
  return Array.from({ length: corners + 1 }, (_, corner): [number, number] => {
    const angle = (2 * Math.PI * (corner % corners)) / corners;
    return [centre.longitude + east * Math.cos(angle), centre.latitude + north * Math.sin(angle)];
  });
}
