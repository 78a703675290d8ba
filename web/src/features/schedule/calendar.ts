import { local_date, time_of_day } from '../../lib/time';
import type { RunSummary } from '../broadcast/api';
import type { Programme, Proposal } from './api';
import { body_of, draft_of } from './draft';

const minute = 60_000;
const day_ms = 86_400_000;
export const step_ms = 5 * minute;
/** A short run is drawn this long, so that it can be read and grasped. */
export const drawn_min_ms = 40 * minute;

export interface Placed<Run> {
  run: Run;
  from_ms: number;
  to_ms: number;
  /** Side by side with what is drawn at the same height. */
  lane: number;
  lanes: number;
}
type Timed = Pick<RunSummary, 'starts_at' | 'ends_at'>;

/** Where the runs of one day stand, so that none hides another. */
export function place_runs<Run extends Timed>(runs: Run[], date: string): Placed<Run>[] {
  const placed: Placed<Run>[] = [];
  let cluster: Placed<Run>[] = [];
  const close = () => {
    const lanes = Math.max(0, ...cluster.map((one) => one.lane + 1));
    placed.push(...cluster.map((one) => ({ ...one, lanes })));
    cluster = [];
  };
  const mine = runs.filter((one) => local_date(one.starts_at) === date)
    .sort((a, b) => a.starts_at - b.starts_at);
  for (const run of mine) {
    const from_ms = time_of_day(run.starts_at);
    const length = Math.max(run.ends_at - run.starts_at, drawn_min_ms);
    if (cluster.every((one) => one.to_ms <= from_ms)) close();
    const taken = new Set(cluster.filter((one) => one.to_ms > from_ms).map((one) => one.lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    cluster.push({ run, from_ms, to_ms: from_ms + length, lane, lanes: 1 });
  }
  close();
  return placed;
}

/** Whole steps of five minutes, inside the day. */
export function snap(ms: number): number {
  const snapped = Math.round(ms / step_ms) * step_ms;
  return Math.min(day_ms - step_ms, Math.max(0, snapped));
}

const pad = (value: number) => String(value).padStart(2, '0');
export function clock_at(ms: number): string {
  return `${pad(Math.floor(ms / 3_600_000))}:${pad(Math.floor(ms / minute) % 60)}`;
}

/** Everything that a saved programme says, as it would be sent again. */
export function proposal_of(programme: Programme): Proposal | undefined {
  return body_of(draft_of(programme), programme.area);
}

/** The same programme with one of its times moved, on all its days. */
export function moved_everywhere(programme: Programme, from: string, to: string) {
  const before = proposal_of(programme);
  return before && { ...before, times: moved_times(programme, from, to) };
}

/** A programme of one day, with that day's other times, in place of the day that is left out. */
export function moved_on(programme: Programme, date: string, from: string, to: string) {
  const before = proposal_of(programme);
  if (!before?.days) return undefined;
  const { id: _, ...rest } = before;
  const except = [...new Set([...before.days.except, date])].sort();
  return {
    left_out: { ...before, days: { ...before.days, except } },
    instead: {
      ...rest, times: moved_times(programme, from, to),
      days: { first_day: date, rule: '', except: [] },
    },
  };
}

function moved_times({ times }: Programme, from: string, to: string): string[] {
  const moved = times.map((one) => (one.startsWith(from) ? `${to}:00` : one));
  return [...new Set(moved)].sort();
}

export function minutes_planned(runs: Timed[], date: string): number {
  const ms = runs.filter((one) => local_date(one.starts_at) === date)
    .reduce((sum, one) => sum + one.ends_at - one.starts_at, 0);
  return Math.round(ms / minute);
}
