import { parse_clock } from '../../lib/time';
import type { VolumePlan } from './api';

/** From `05:00` on so loud. */
export interface VolumeStep {
  from: string;
  percent: number;
}
export interface VolumeDraft {
  steps: VolumeStep[];
  emergency_percent_min: number;
}
export const steps_max = 24;
const day_ms = 86_400_000;

export function volume_draft_of({ steps, emergency_percent_min }: VolumePlan): VolumeDraft {
  return {
    steps: steps.map(({ from, percent }) => ({ from: from.slice(0, 5), percent })),
    emergency_percent_min,
  };
}

const in_order = (steps: VolumeStep[]) => [...steps].sort((a, b) => a.from.localeCompare(b.from));

/** What is sent; undefined while a time is missing or stands twice. */
export function volume_plan_of({ steps, emergency_percent_min }: VolumeDraft): VolumePlan | undefined {
  const times = new Set(steps.map(({ from }) => from));
  const right = times.has('00:00') && times.size === steps.length && steps.length <= steps_max &&
    steps.every(({ from }) => parse_clock(from) !== undefined);
  if (!right) return undefined;
  return {
    steps: in_order(steps).map(({ from, percent }) => ({ from: `${from}:00`, percent })),
    emergency_percent_min,
  };
}

/** One more step, an hour after the last one or in the first hour that is still free. */
export function with_step({ steps, ...rest }: VolumeDraft): VolumeDraft {
  const taken = new Set(steps.map(({ from }) => from.slice(0, 2)));
  const last = in_order(steps).at(-1);
  const begin = Number(last?.from.slice(0, 2) ?? 0) + 1;
  for (let turn = 0; turn < 24; turn += 1) {
    const hour = String((begin + turn) % 24).padStart(2, '0');
    if (taken.has(hour)) continue;
    return { ...rest, steps: [...steps, { from: `${hour}:00`, percent: last?.percent ?? 70 }] };
  }
  return { steps, ...rest };
}

/** The day from midnight to midnight, for drawing; times that are being typed are left out. */
export function volume_spans(
  steps: VolumeStep[],
): { from_ms: number; to_ms: number; percent: number }[] {
  const known = in_order(steps).flatMap(({ from, percent }) => {
    const from_ms = parse_clock(from);
    return from_ms === undefined ? [] : [{ from_ms, percent }];
  });
  return known.map((one, index) => ({ ...one, to_ms: known[index + 1]?.from_ms ?? day_ms }));
}
