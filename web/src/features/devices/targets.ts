/** Where something is to sound: everything in some areas, and single groups and devices. */
export interface Targets {
  areas: string[];
  groups: string[];
  devices: string[];
}
export interface Place {
  id: string;
  area: string;
}

const lies_in = (area: string, outer: string) =>
  outer === '' || area === outer || area.startsWith(`${outer}/`);

export function is_empty({ areas, groups, devices }: Targets): boolean {
  return areas.length + groups.length + devices.length === 0;
}

/** Groups are left to the server, which knows their members. */
export function reaches(targets: Targets, device: Place): boolean {
  return targets.devices.includes(device.id) ||
    targets.areas.some((area) => lies_in(device.area, area));
}

/** The whole area: also those clusters that will be added to it. */
export function toggle_all(targets: Targets, area: string): Targets {
  return targets.areas.includes(area)
    ? { ...targets, areas: targets.areas.filter((one) => one !== area) }
    : { ...targets, areas: [area], devices: [] };
}

/** Taking one out of a whole area leaves the others, one by one. */
export function toggle_device(targets: Targets, device: Place, all: Place[]): Targets {
  if (!reaches(targets, device)) {
    return { ...targets, devices: [...targets.devices, device.id] };
  }
  const rest = all.filter((one) => one.id !== device.id && reaches(targets, one));
  return { ...targets, areas: [], devices: rest.map((one) => one.id) };
}
