import { add_days } from '../../lib/time';
import { owner_of } from '../../lib/area';
import type { RunSummary } from '../broadcast/api';
import type { Programme, Proposal } from './api';
import { proposal_of } from './calendar';
import { draft_of, type ProgrammeDraft } from './draft';

/** The same programme once more, on one day and with an identity of its own. */
export function copied_to(
  programme: Programme, date: string, title = programme.title,
): Proposal | undefined {
  const before = proposal_of(programme);
  if (!before) return undefined;
  const { id: _, ...rest } = before;
  return { ...rest, title, days: { first_day: date, rule: '', except: [] } };
}

/** On the officer's desk, to be changed before it is saved as a new one. */
export function draft_copied(programme: Programme, date: string): ProgrammeDraft {
  const draft = draft_of(programme);
  const days = { from: date, to: date, weekdays: [1, 2, 3, 4, 5, 6, 7] };
  return { ...draft, copied: true, days };
}

export const week_before = (date: string) => add_days(date, -7);

export interface DayCopy {
  programme: string;
  title: string;
}
type Run = Pick<RunSummary, 'programme' | 'title' | 'area'>;

/** What sounded on a day and is not planned for another one; only the unit's own can be copied. */
export function day_copies(source: Run[], target: Run[], unit: string): DayCopy[] {
  const there = new Set(target.map(({ programme }) => programme));
  const found = new Map<string, DayCopy>();
  for (const { programme, title, area } of source) {
    if (!programme || there.has(programme) || owner_of(area, unit) !== 'own') continue;
    found.set(programme, { programme, title });
  }
  return [...found.values()];
}
