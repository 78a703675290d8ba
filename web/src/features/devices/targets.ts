import { covers } from '../../lib/area';

/** Where something is to sound: everything in some areas, and single groups and devices. */
export interface Targets {
  areas: string[];
  groups: string[];
  devices: string[];
}
export interface Place {
  id: string;
  area: string;
  groups?: string[];
}

export const nowhere: Targets = { areas: [], groups: [], devices: [] };

export function is_empty({ areas, groups, devices }: Targets): boolean {
  return areas.length + groups.length + devices.length === 0;
}

export function reaches(targets: Targets, device: Place): boolean {
  return targets.devices.includes(device.id) ||
    targets.areas.some((area) => covers(area, device.area)) ||
    (device.groups ?? []).some((group) => targets.groups.includes(group));
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

/** Taking one out of a whole area or group leaves the others, one by one. */
export function toggle_device(targets: Targets, device: Place, all: Place[]): Targets {
  if (!reaches(targets, device)) {
    return { ...targets, devices: [...targets.devices, device.id] };
  }
  const rest = all.filter((one) => one.id !== device.id && reaches(targets, one));
  return { areas: [], groups: [], devices: rest.map((one) => one.id) };
}
