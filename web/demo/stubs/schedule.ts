import type {
  NextRun, PlannedRun, Programme, ProgrammeDraft, Remark, UnitRules,
} from '../../src/features/schedule/api';
import { reaches } from '../../src/features/devices/targets';
import { windows_ms } from '../../src/features/schedule/windows';
import {
  add_days, clock, local_date, parse_clock, start_of, time_of_day, weekday,
} from '../../src/lib/time';
import { on, Refusal, tell } from '../server';
import { keep, new_id, note, state, type StoredProgramme } from '../state';
import { can } from './identity';

const chime_ms = 4000;
const day_ms = 86_400_000;

export function length_of(programme: ProgrammeDraft): number {
  const once = programme.bulletins.reduce((sum, id) =>
    sum + (state.bulletins.find((one) => one.id === id)?.renderings[0]?.audio.duration_ms ?? 0), 0);
  return (programme.chime ? chime_ms : 0) + once * programme.repeats +
    programme.gap_s * 1000 * (programme.repeats - 1);
}

/** Every start of a programme in [from, to). */
export function starts(programme: ProgrammeDraft, from: number, to: number): number[] {
  const found: number[] = [];
  for (let date = programme.from_date; date <= programme.to_date; date = add_days(date, 1)) {
    if (!programme.weekdays.includes(weekday(date))) continue;
    for (const text of programme.times) {
      const at = start_of(date) + (parse_clock(text) ?? 0);
      if (at >= from && at < to) found.push(at);
    }
  }
  return found.sort((a, b) => a - b);
}

export function device_ids({ targets }: ProgrammeDraft): string[] {
  return state.devices.filter((one) => reaches(targets, one)).map((one) => one.id);
}

function window_words(): string {
  return state.rules.windows.map(({ from, to }) => `${from}–${to}`).join(', ');
}

function quiet_remarks(draft: ProgrammeDraft): Remark[] {
  const length = length_of(draft);
  const windows = windows_ms(state.rules);
  return draft.times.flatMap((text, index) => {
    const at = parse_clock(text) ?? 0;
    if (windows.some((one) => at >= one.from_ms && at + length <= one.to_ms)) return [];
    return [{
      code: 'schedule.quiet_hours', pointer: `/times/${index}`,
      vi: `${text} nằm trong giờ yên tĩnh của xã. Được phát trong các khung giờ: ` +
        `${window_words()}. Hãy chọn giờ khác, ví dụ ${state.rules.windows[0]?.from ?? ''}.`,
      en: `${text} lies in the commune's quiet hours. Allowed hours: ${window_words()}. ` +
        `Choose another time, for example ${state.rules.windows[0]?.from ?? ''}.`,
    }];
  });
}

function conflict_remarks(draft: ProgrammeDraft, from: number, to: number): Remark[] {
  const length = length_of(draft);
  const mine = starts(draft, from, to);
  return state.programmes.filter((one) => one.state === 'active').flatMap((other) => {
    const mine_too = device_ids(draft);
    if (!device_ids(other).some((id) => mine_too.includes(id))) return [];
    const clash = starts(other, from, to).find((at) =>
      mine.some((start) => start < at + length_of(other) && at < start + length));
    if (clash === undefined) return [];
    return [{
      code: 'schedule.overlap',
      vi: `Lúc ${clock(clash)} đã có “${other.title}” trên cùng cụm loa; lượt sau sẽ lùi lại.`,
      en: `At ${clock(clash)} “${other.title}” is on the same clusters; the later one waits.`,
    }];
  });
}

function preview(draft: ProgrammeDraft) {
  const now = Date.now();
  const to = now + 14 * day_ms;
  const refusals = quiet_remarks(draft);
  const length = length_of(draft);
  const runs: NextRun[] = starts(draft, now, to).map((at) => {
    const remark = refusals.find((one) =>
      parse_clock(draft.times[Number(one.pointer?.split('/')[2])] ?? '') === time_of_day(at));
    return {
      starts_at: at, ends_at: at + length, devices: device_ids(draft).length,
      ...(remark ? { remark } : {}),
    };
  });
  return { runs, refusals, conflicts: conflict_remarks(draft, now, to), duration_ms: length };
}

function present(one: StoredProgramme): Programme {
  const now = Date.now();
  const next_run = one.state === 'active' ? starts(one, now, now + 60 * day_ms)[0] : undefined;
  return {
    ...one, version: 1, device_count: device_ids(one).length, abilities: can('write_schedule') ? ['stop'] : [],
    ...(next_run === undefined ? {} : { next_run }),
  };
}

/** The runs of all programmes, as the devices know them too. */
export function planned(from: number, to: number): (PlannedRun & { source: StoredProgramme })[] {
  const now = Date.now();
  return state.programmes.flatMap((source) => {
    const length = length_of(source);
    return starts(source, from, to)
      .filter((at) => source.state === 'active' || at < now)
      .map((at) => ({
        id: `${source.id}~${at}`, programme: source.id, title: source.title,
        class: 'ordinary' as const, starts_at: at, ends_at: at + length,
        devices: device_ids(source).length, source,
        state: at > now ? 'planned' as const : at + length > now ? 'playing' as const
          : 'done' as const,
      }));
  }).sort((a, b) => a.starts_at - b.starts_at);
}

on('GET /api/v1/programmes', () => ({ items: state.programmes.map(present) }));
on('POST /api/v1/programmes/preview', ({ body }) => preview(body as ProgrammeDraft));
on('POST /api/v1/programmes', ({ body }) => {
  const draft = body as ProgrammeDraft;
  const [refusal] = quiet_remarks(draft);
  if (refusal) {
    throw new Refusal(409, refusal.code, refusal);
  }
  const made: StoredProgramme = {
    ...draft, id: new_id('p'), state: 'active', made_at: Date.now(),
  };
  state.programmes.push(made);
  for (const one of state.bulletins) {
    if (draft.bulletins.includes(one.id) && one.state === 'approved') one.state = 'scheduled';
  }
  note('schedule.create_programme', made.title);
  tell('programme.changed');
  return present(made);
});
on('POST /api/v1/programmes/{id}/stop', ({ path }) => {
  const one = state.programmes.find((programme) => programme.id === path.id);
  if (!one) throw new Refusal(404, 'schedule.no_such_programme', { vi: 'Không có.', en: 'None.' });
  one.state = 'stopped';
  note('schedule.stop_programme', one.title);
  tell('programme.changed');
  return present(one);
});
on('GET /api/v1/timeline', ({ query }) => ({
  items: planned(Number(query.get('from')), Number(query.get('to')))
    .map(({ source: _, ...shown }) => shown),
}));
on('GET /api/v1/rules', () => ({
  ...state.rules, abilities: can('manage_settings') ? ['edit'] : [],
}));
on('PUT /api/v1/rules', ({ body }) => {
  state.rules = { ...(body as UnitRules), version: state.rules.version + 1 };
  keep();
  note('schedule.change_rules', local_date(Date.now()));
  return { ...state.rules, abilities: ['edit'] };
});
