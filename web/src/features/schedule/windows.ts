import { parse_clock } from '../../lib/time';

type WindowRules = { windows: { from: string; to: string }[] };
const day_ms = 86_400_000;

/** Allowed hours as milliseconds of the day; nothing while the rules are not known. */
export function windows_ms(rules: WindowRules | undefined): { from_ms: number; to_ms: number }[] {
  return (rules?.windows ?? []).map(({ from, to }) => ({
    from_ms: parse_clock(from.slice(0, 5)) ?? 0,
    to_ms: to.startsWith('24') ? day_ms : parse_clock(to.slice(0, 5)) ?? day_ms,
  }));
}

/** `1, 3, 5` → `T2, T4, T6`; all seven days have one word. */
export function weekday_words(weekdays: number[], names: string[], every: string): string {
  if (weekdays.length === 7) return every;
  return [...weekdays].sort().map((day) => names[day - 1] ?? '').join(', ');
}
