import { owner_of } from '../../lib/area';
import { local_date } from '../../lib/time';
import type { RunSummary } from '../broadcast/api';
import type { HeardRun, UnheardRun } from '../dry_run/api';

/** What is drawn in the calendar: a run, one that is only reckoned yet, or one that is left out. */
export interface Slot {
  id: string;
  starts_at: number;
  ends_at: number;
  /** By the programme; when it has to wait it starts later. */
  nominal_at?: number;
  title: string;
  area: string;
  class: RunSummary['class'];
  programme?: string | undefined;
  state: RunSummary['state'] | 'reckoned' | 'left_out';
  /** Why it is not where it was meant to be. */
  why?: HeardRun['message'];
}
/** What the server reckons of a day of the own unit. */
export interface Reckoned {
  heard: HeardRun[];
  unheard: UnheardRun[];
}

/** Runs with their reasons, and what only the reckoning knows: later days and what is left out. */
export function slots_of(runs: RunSummary[], days: Reckoned[], now: number): Slot[] {
  const heard = new Map(days.flatMap((one) => one.heard).map((one) => [one.id, one]));
  const known = new Set(runs.map(({ id }) => id));
  // Today's runs are published; one that is not there was stopped or is over.
  const today = local_date(now);
  const coming = (at: number) => at > now && local_date(at) > today;
  return [
    ...runs.map((run): Slot => {
      const reckoned = heard.get(run.id);
      if (!reckoned || reckoned.reason === 'planned') return run;
      return { ...run, nominal_at: reckoned.nominal_at, why: reckoned.message };
    }),
    ...[...heard.values()].filter(({ id, at }) => !known.has(id) && coming(at)).map((one): Slot => ({
      id: one.id, starts_at: one.at, ends_at: one.ends_at, title: one.title, area: one.area,
      class: one.class, programme: one.programme, state: 'reckoned',
      ...(one.reason === 'planned' ? {} : { why: one.message }),
    })),
    ...days.flatMap((one) => one.unheard).filter((one) => one.nominal_at > now)
      .map((one): Slot => ({
        id: `${one.programme} ${one.nominal_at} ${one.reason}`, starts_at: one.nominal_at,
        ends_at: one.nominal_at, title: one.title, area: one.area, class: one.class,
        programme: one.programme, state: 'left_out', why: one.message,
      })),
  ];
}

/** Runs of units above and beside are locked: nobody here changes them. */
export function is_locked({ area }: Pick<Slot, 'area'>, unit: string): boolean {
  const owner = owner_of(area, unit);
  return owner === 'higher' || owner === 'beside';
}
