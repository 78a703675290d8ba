/** How many devices speak in each slot, the first one first. */
export function counts_of_slots(devices: { slot: number }[]): number[] {
  const counts: number[] = [];
  for (const { slot } of devices) {
    while (counts.length <= slot) counts.push(0);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

export interface Slotted {
  device: string;
  slot: number;
  offset_ms: number;
}

/** Those that have a slot, each named by it. */
export function labelled<D extends { id: string; name: string }>(
  devices: D[], slots: Slotted[], words: (slot: Slotted) => string,
): D[] {
  const by_device = new Map(slots.map((one) => [one.device, one]));
  return devices.flatMap((device) => {
    const slot = by_device.get(device.id);
    return slot ? [{ ...device, name: `${device.name}\n${words(slot)}` }] : [];
  });
}

interface Place {
  position?: { latitude: number; longitude: number };
  watt?: number;
}
const usual_watt = 60;

/** As far as the rule of the slots says: the root of its power, half to twice. */
export function heard_around(devices: Place[], metres: number) {
  return devices.flatMap(({ position, watt }) => {
    const factor = Math.sqrt((watt || usual_watt) / usual_watt);
    return position
      ? [{ centre: position, metres: Math.round(metres * Math.min(2, Math.max(0.5, factor))) }]
      : [];
  });
}
