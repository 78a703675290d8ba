import { add_days, local_date } from '../../lib/time';
import type { BulletinClass } from '../content/api';
import { is_empty, type Targets } from '../devices/targets';
import type { ItemFile, Programme, ProgrammeItem, Proposal, Recurrence } from './api';
import { type ChosenDays, days_of, recurrence_of } from './recurrence';

export interface ChosenBulletin {
  id: string;
  title: string;
  class: BulletinClass;
}
export interface ChosenChime {
  title: string;
  file: ItemFile;
}
export interface ChosenRelay {
  /** Id of the station; empty while none is chosen. */
  station: string;
  title: string;
  minutes: number;
}
export const nothing_relayed: ChosenRelay = { station: '', title: '', minutes: 30 };
/** A programme while an officer puts it together. */
export interface ProgrammeDraft {
  title: string;
  bulletins: ChosenBulletin[];
  /** A station is carried instead of bulletins. */
  relay?: ChosenRelay | undefined;
  chime?: ChosenChime;
  targets: Targets;
  days: ChosenDays;
  /** `05:45` */
  times: string[];
  plays: number;
  gap_seconds: number;
  /** The officer has seen what clashes and wants it all the same. */
  accept_conflicts: boolean;
  /** What is being changed; what this screen does not show of it stays as it is. */
  before?: Programme;
  /** `before` is only the model of a new programme. */
  copied?: boolean;
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

/** A saved programme on the officer's desk again. */
export function draft_of(before: Programme): ProgrammeDraft {
  const chime = before.items.find((one) => one.kind === 'chime' && one.media);
  return {
    title: before.title,
    bulletins: before.items.flatMap(({ bulletin, title }) =>
      (bulletin ? [{ id: bulletin, title, class: before.class }] : [])),
    ...(relay_of(before) ?? {}),
    ...(chime?.media ? { chime: { title: chime.title, file: chime.media } } : {}),
    targets: before.targets,
    days: days_of(before.days),
    times: before.times.map((time) => time.slice(0, 5)),
    plays: before.plays,
    gap_seconds: before.gap_seconds,
    accept_conflicts: false,
    before,
  };
}

function relay_of({ items }: Programme): { relay: ChosenRelay } | undefined {
  const item = items.find((one) => one.kind === 'relay');
  return item && {
    relay: { station: item.station ?? '', title: item.title, minutes: item.minutes ?? 0 },
  };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Rules that this screen cannot draw (each second Friday) are kept while nobody touches the days. */
function days_for({ days, before, copied }: ProgrammeDraft): Recurrence | undefined {
  if (!before || copied) return recurrence_of(days);
  if (same(days, days_of(before.days))) return before.days;
  const changed = recurrence_of(days);
  return changed && { ...changed, except: before.days.except };
}

/** Seconds of a time that nobody touched are kept too. */
function times_for({ times, before }: ProgrammeDraft): string[] {
  return [...times].sort().map((time) =>
    before?.times.find((one) => one.startsWith(time)) ?? `${time}:00`);
}

function items_for(draft: ProgrammeDraft): ProgrammeItem[] {
  const { bulletins, chime, relay, before } = draft;
  if (relay) {
    const { station, title, minutes } = relay;
    return [{ kind: 'relay', title, repeats: 1, station, minutes }];
  }
  const untouched = before && draft_of(before);
  if (untouched && same(untouched.bulletins, bulletins) && same(untouched.chime, chime)) {
    return before.items;
  }
  const items: ProgrammeItem[] = bulletins.map((one) =>
    before?.items.find(({ bulletin }) => bulletin === one.id) ??
    { kind: 'bulletin', title: one.title, repeats: 1, bulletin: one.id });
  if (chime) items.unshift({ kind: 'chime', title: chime.title, repeats: 1, media: chime.file });
  return items;
}

const weight: Record<BulletinClass, number> = { ordinary: 0, priority: 1, emergency: 2 };

/** What is sent; undefined while something is still missing. */
export function body_of(draft: ProgrammeDraft, area: string): Proposal | undefined {
  const { title, bulletins, relay, targets, times, before } = draft;
  const days = days_for(draft);
  const is_chosen = relay ? relay.station !== '' && relay.minutes > 0 : bulletins.length > 0;
  if (!title.trim() || !days || !is_chosen || is_empty(targets)) return undefined;
  if (times.length === 0) return undefined;
  const most_urgent = [...bulletins].sort((a, b) => weight[b.class] - weight[a.class])[0];
  return {
    ...(before && !draft.copied ? { id: before.id } : {}),
    title: title.trim(),
    area: before?.area ?? area,
    class: (relay ? before?.class : most_urgent?.class) ?? 'ordinary',
    days,
    times: times_for(draft),
    plays: relay ? 1 : draft.plays,
    gap_seconds: !relay && draft.plays > 1 ? draft.gap_seconds : 0,
    items: items_for(draft),
    targets,
    ...(before?.volume_percent === undefined ? {} : { volume_percent: before.volume_percent }),
    on_overrun: before?.on_overrun ?? 'refuse',
    late_seconds_max: before?.late_seconds_max ?? 300,
    play_now: false,
    accept_conflicts: draft.accept_conflicts,
    confirm_quiet_hours: false,
  };
}
