/** What is drawn on a map; whatever stands inside is meant. */
export interface Point {
  latitude: number;
  longitude: number;
}
export interface Circle {
  centre: Point;
  metres: number;
}
export interface Shapes {
  circles: Circle[];
  polygons: Point[][];
}

/** The part of a unit inside the shapes; what is beyond the border of the unit is not meant. */
export interface Drawn extends Shapes {
  within: string;
}

export const no_shapes: Shapes = { circles: [], polygons: [] };
export const corners_min = 3;
/** As many as the server takes. */
export const corners_max = 1000;
export const metres_max = 500_000;

export function is_drawn({ circles, polygons }: Shapes): boolean {
  return circles.length + polygons.length > 0;
}

/** A hand's breadth is near enough, and reads the same wherever it was written. */
export function kept_place({ latitude, longitude }: Point): Point {
  const kept = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return { latitude: kept(latitude), longitude: kept(longitude) };
}

const same = (a: Point | undefined, b: Point) =>
  a?.latitude === b.latitude && a.longitude === b.longitude;

/** A double press is one corner. */
export function with_corner(corners: Point[], corner: Point): Point[] {
  return same(corners.at(-1), corner) || corners.length >= corners_max
    ? corners : [...corners, corner];
}

export function can_close(corners: Point[]): boolean {
  return corners.length >= corners_min;
}

/** Near enough for what is shown before the server has counted. */
export function metres_between(a: Point, b: Point): number {
  const north = (a.latitude - b.latitude) * 111_320;
  const east = (a.longitude - b.longitude) * 111_320 * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

export function stands_in({ circles, polygons }: Shapes, point: Point): boolean {
  return circles.some((one) => metres_between(one.centre, point) <= one.metres) ||
    polygons.some((one) => inside(one, point));
}

/** Inside by the rule of even crossings, as the server decides it. */
export function inside(polygon: Point[], { latitude, longitude }: Point): boolean {
  let within = false;
  polygon.forEach((a, index) => {
    const b = polygon[(index + 1) % polygon.length] ?? a;
    const crosses = (a.latitude > latitude) !== (b.latitude > latitude) && longitude <
      a.longitude + ((b.longitude - a.longitude) * (latitude - a.latitude)) /
        (b.latitude - a.latitude);
    if (crosses) within = !within;
  });
  return within;
}
