import { add_days, weekday } from '../../lib/time';
import type { Recurrence } from './api';

/** The days as officers choose them: from – to, on some days of the week (1 = Monday). */
export interface ChosenDays {
  from: string;
  to: string;
  weekdays: number[];
}

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const every_day = [1, 2, 3, 4, 5, 6, 7];

/**
 * RFC 5545 3.3.10: the first day counts whether or not the rule names it, so it is moved to the
 * first chosen weekday; UNTIL includes its day. Undefined when no day fits.
 */
export function recurrence_of({ from, to, weekdays }: ChosenDays): Recurrence | undefined {
  let first_day = from;
  while (first_day <= to && !weekdays.includes(weekday(first_day))) {
    first_day = add_days(first_day, 1);
  }
  if (first_day > to) return undefined;
  const until = `UNTIL=${to.replaceAll('-', '')}`;
  const by_day = [...weekdays].sort().map((day) => names[day - 1]).join(',');
  let rule = `FREQ=WEEKLY;BYDAY=${by_day};${until}`;
  if (weekdays.length === 7) rule = `FREQ=DAILY;${until}`;
  if (first_day === to) rule = '';
  return { first_day, rule, except: [] };
}

/** The way back, for rules of this console; others are shown by their first day only. */
export function days_of({ first_day, rule }: Recurrence): ChosenDays {
  const parts = new Map(rule.split(';').map((part) => {
    const [key = '', value = ''] = part.split('=');
    return [key, value] as const;
  }));
  const digits = parts.get('UNTIL')?.slice(0, 8) ?? '';
  const until = /^(\d{4})(\d{2})(\d{2})$/.exec(digits);
  const to = until ? `${until[1]}-${until[2]}-${until[3]}` : first_day;
  const listed = parts.get('BYDAY')?.split(',').map((name) => names.indexOf(name) + 1) ?? [];
  const chosen = listed.filter((day) => day > 0);
  if (chosen.length > 0) return { from: first_day, to, weekdays: chosen };
  const weekdays = parts.get('FREQ') === 'DAILY' ? every_day : [weekday(first_day)];
  return { from: first_day, to, weekdays };
}
