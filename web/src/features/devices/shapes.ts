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

export const no_shapes: Shapes = { circles: [], polygons: [] };
export const corners_min = 3;
/** As many as the server takes. */
export const corners_max = 1000;

export function is_drawn({ circles, polygons }: Shapes): boolean {
  return circles.length + polygons.length > 0;
}

/** As it is sent: what is not there is left out. */
export function sent_shapes({ circles, polygons }: Shapes): Partial<Shapes> {
  return { ...(circles.length > 0 && { circles }), ...(polygons.length > 0 && { polygons }) };
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
