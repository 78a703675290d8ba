/** How many devices speak in each slot, the first one first. */
export function counts_of_slots(devices: { slot: number }[]): number[] {
  const counts: number[] = [];
  for (const { slot } of devices) {
    while (counts.length <= slot) counts.push(0);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}
