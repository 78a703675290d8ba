import { add_days, local_date } from '../../lib/time';
import type { BulletinClass } from '../content/api';
import { is_empty, type Targets } from '../devices/targets';
import type { ItemFile, ProgrammeItem, Proposal } from './api';
import { type ChosenDays, recurrence_of } from './recurrence';

export interface ChosenBulletin {
  id: string;
  title: string;
  class: BulletinClass;
}
export interface ChosenChime {
  title: string;
  file: ItemFile;
}
/** A programme while an officer puts it together. */
export interface ProgrammeDraft {
  title: string;
  bulletins: ChosenBulletin[];
  chime?: ChosenChime;
  targets: Targets;
  days: ChosenDays;
  /** `05:45` */
  times: string[];
  plays: number;
  gap_seconds: number;
  /** The officer has seen what clashes and wants it all the same. */
  accept_conflicts: boolean;
}

/** Twice a day for a week from tomorrow, in the usual hours: a beginning, not a decision. */
export function blank_draft(area: string, now: number): ProgrammeDraft {
  const tomorrow = add_days(local_date(now), 1);
  return {
    title: '',
    bulletins: [],
    targets: { areas: [area], groups: [], devices: [] },
    days: { from: tomorrow, to: add_days(tomorrow, 6), weekdays: [1, 2, 3, 4, 5, 6, 7] },
    times: ['05:45', '17:15'],
    plays: 1,
    gap_seconds: 5,
    accept_conflicts: false,
  };
}

const weight: Record<BulletinClass, number> = { ordinary: 0, priority: 1, emergency: 2 };

/** What is sent; undefined while something is still missing. */
export function body_of(draft: ProgrammeDraft, area: string): Proposal | undefined {
  const { title, bulletins, chime, targets, times } = draft;
  const days = recurrence_of(draft.days);
  if (!title.trim() || !days || bulletins.length === 0 || is_empty(targets)) return undefined;
  if (times.length === 0) return undefined;
  const items: ProgrammeItem[] = bulletins.map((one) =>
    ({ kind: 'bulletin', title: one.title, repeats: 1, bulletin: one.id }));
  if (chime) items.unshift({ kind: 'chime', title: chime.title, repeats: 1, media: chime.file });
  const most_urgent = [...bulletins].sort((a, b) => weight[b.class] - weight[a.class])[0];
  return {
    title: title.trim(),
    area,
    class: most_urgent?.class ?? 'ordinary',
    days,
    times: [...times].sort().map((time) => `${time}:00`),
    plays: draft.plays,
    gap_seconds: draft.plays > 1 ? draft.gap_seconds : 0,
    items,
    targets,
    on_overrun: 'refuse',
    late_seconds_max: 300,
    play_now: false,
    accept_conflicts: draft.accept_conflicts,
    confirm_quiet_hours: false,
  };
}
