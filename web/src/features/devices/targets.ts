import { covers } from '../../lib/area';
import { type Drawn, is_drawn, no_shapes, type Point, type Shapes, stands_in } from './shapes';

/** Where something is to sound: everything in some areas, single groups and devices, and whatever
 * stands in a drawn part of the unit. */
export interface Targets {
  areas: string[];
  groups: string[];
  devices: string[];
  drawn?: Drawn;
}
export interface Place {
  id: string;
  area: string;
  groups?: string[];
  position?: Point;
}

export const nowhere: Targets = { areas: [], groups: [], devices: [] };

/** How many things are named, a drawing shape by shape. */
export function count_named({ areas, groups, devices, drawn = { ...no_shapes, within: '' } }: Targets) {
  return areas.length + groups.length + devices.length +
    drawn.circles.length + drawn.polygons.length;
}

export function is_empty(targets: Targets): boolean {
  return count_named(targets) === 0;
}

export function shapes_of({ drawn }: Targets): Shapes {
  return drawn ? { circles: drawn.circles, polygons: drawn.polygons } : no_shapes;
}

/** Stays within the unit that it was drawn for first. */
export function with_shapes(targets: Targets, shapes: Shapes, unit: string): Targets {
  const { drawn: before, ...rest } = targets;
  return is_drawn(shapes)
    ? { ...rest, drawn: { ...shapes, within: before?.within ?? unit } } : rest;
}

function is_inside({ drawn }: Targets, { area, position }: Place): boolean {
  return drawn !== undefined && position !== undefined && covers(drawn.within, area) &&
    stands_in(drawn, position);
}

export function reaches(targets: Targets, device: Place): boolean {
  return targets.devices.includes(device.id) ||
    targets.areas.some((area) => covers(area, device.area)) ||
    (device.groups ?? []).some((group) => targets.groups.includes(group)) ||
    is_inside(targets, device);
}

/** The whole area: also those clusters that will be added to it. */
export function toggle_all(targets: Targets, area: string): Targets {
  return targets.areas.includes(area)
    ? { ...targets, areas: targets.areas.filter((one) => one !== area) }
    : { areas: [area], groups: [], devices: [] };
}

/** One part of the own area, such as a commune of the province. */
export function toggle_area(targets: Targets, area: string): Targets {
  const areas = targets.areas.includes(area)
    ? targets.areas.filter((one) => one !== area) : [...targets.areas, area];
  return { ...targets, areas };
}

/** Where not all devices are known, only what was ticked singly can be unticked singly. */
export function toggle_single(targets: Targets, id: string): Targets {
  const devices = targets.devices.includes(id)
    ? targets.devices.filter((one) => one !== id) : [...targets.devices, id];
  return { ...targets, devices };
}

/** A group stays a group: who joins it later is reached as well. */
export function toggle_group(targets: Targets, group: string): Targets {
  const groups = targets.groups.includes(group)
    ? targets.groups.filter((one) => one !== group) : [...targets.groups, group];
  return { ...targets, groups };
}

/** Taking one out of a whole area, group or drawing leaves the others, one by one. */
export function toggle_device(targets: Targets, device: Place, all: Place[]): Targets {
  if (!reaches(targets, device)) {
    return { ...targets, devices: [...targets.devices, device.id] };
  }
  const rest = all.filter((one) => one.id !== device.id && reaches(targets, one));
  return { areas: [], groups: [], devices: rest.map((one) => one.id) };
}
