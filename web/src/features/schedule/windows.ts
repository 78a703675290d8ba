import { parse_clock, weekday } from '../../lib/time';
import type { UnitRules } from './api';

export interface DaySpan {
  from_ms: number;
  to_ms: number;
}
export type HourRules = Pick<
  UnitRules, 'windows' | 'quiet_hours' | 'weekdays_off' | 'days_off'
>;
type Season = NonNullable<UnitRules['quiet_hours'][number]['season']>;
const day_ms = 86_400_000;

function ms_of(time: string): number {
  return time.startsWith('24') ? day_ms : parse_clock(time.slice(0, 5)) ?? 0;
}

/** `from` after `to` runs over New Year. */
function in_season(season: Season | undefined, date: string): boolean {
  if (!season) return true;
  const day = date.slice(5);
  return season.from <= season.to
    ? season.from <= day && day <= season.to
    : season.from <= day || day <= season.to;
}

/** Ascending and apart. */
function merged(spans: DaySpan[]): DaySpan[] {
  const found: DaySpan[] = [];
  for (const one of [...spans].sort((a, b) => a.from_ms - b.from_ms)) {
    const last = found.at(-1);
    if (last && one.from_ms <= last.to_ms) last.to_ms = Math.max(last.to_ms, one.to_ms);
    else if (one.to_ms > one.from_ms) found.push({ ...one });
  }
  return found;
}

function without(spans: DaySpan[], taken: DaySpan[]): DaySpan[] {
  return taken.reduce((rest, { from_ms, to_ms }) => rest.flatMap((one) => [
    { from_ms: one.from_ms, to_ms: Math.min(one.to_ms, from_ms) },
    { from_ms: Math.max(one.from_ms, to_ms), to_ms: one.to_ms },
  ].filter((part) => part.to_ms > part.from_ms)), spans);
}

/** Quiet hours over midnight are two pieces of one day. */
function quiet_spans(rules: HourRules, date: string): DaySpan[] {
  return merged(rules.quiet_hours.filter(({ season }) => in_season(season, date))
    .flatMap(({ from, to }) => {
      const [from_ms, to_ms] = [ms_of(from), ms_of(to)];
      return from_ms < to_ms ? [{ from_ms, to_ms }]
        : [{ from_ms: 0, to_ms }, { from_ms, to_ms: day_ms }];
    }));
}

/** Where ordinary and priority broadcasts may sound on a day; for drawing, the server decides. */
export function allowed_spans(rules: HourRules | undefined, date: string): DaySpan[] {
  if (!rules) return [];
  const off = rules.weekdays_off.includes(weekday(date)) ||
    rules.days_off.some(({ first, last }) => first <= date && date <= last);
  if (off) return [];
  const windows = rules.windows
    .filter((one) => one.weekdays.length === 0 || one.weekdays.includes(weekday(date)))
    .filter(({ season }) => in_season(season, date))
    .map(({ from, to }) => ({ from_ms: ms_of(from), to_ms: ms_of(to) }));
  // No windows at all: every time that is not quiet.
  const open = rules.windows.length === 0 ? [{ from_ms: 0, to_ms: day_ms }] : windows;
  return without(merged(open), quiet_spans(rules, date));
}

const pad = (value: number) => String(value).padStart(2, '0');
const clock_of = (ms: number) =>
  `${pad(Math.floor(ms / 3_600_000))}:${pad(Math.floor((ms % 3_600_000) / 60_000))}`;

/** `05:00–07:00, 16:30–18:30` */
export function span_words(spans: DaySpan[]): string {
  return spans.map(({ from_ms, to_ms }) => `${clock_of(from_ms)}–${clock_of(to_ms)}`).join(', ');
}

/** `1, 3, 5` → `T2, T4, T6`; all seven days have one word. */
export function weekday_words(weekdays: number[], names: string[], every: string): string {
  if (weekdays.length === 7) return every;
  return [...weekdays].sort().map((day) => names[day - 1] ?? '').join(', ');
}
