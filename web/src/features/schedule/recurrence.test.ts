import { describe, expect, test } from 'vitest';
import { days_of, recurrence_of } from './recurrence';

describe('days chosen by officers', () => {
  test('every day of a week is a daily rule until its last day', () => {
    const all = { from: '2026-11-22', to: '2026-11-28', weekdays: [1, 2, 3, 4, 5, 6, 7] };
    expect(recurrence_of(all))
      .toEqual({ first_day: '2026-11-22', rule: 'FREQ=DAILY;UNTIL=20261128', except: [] });
  });

  test('the first day is moved to the first chosen weekday', () => {
    const chosen = { from: '2026-11-22', to: '2026-12-06', weekdays: [5, 1] };
    expect(recurrence_of(chosen)).toEqual({
      first_day: '2026-11-23', rule: 'FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20261206', except: [],
    });
  });

  test('one day needs no rule, and no day is no recurrence', () => {
    const sunday = { from: '2026-11-22', to: '2026-11-22', weekdays: [7] };
    expect(recurrence_of(sunday)?.rule).toBe('');
    expect(recurrence_of({ ...sunday, weekdays: [3] })).toBeUndefined();
  });

  test('the way back gives what was chosen', () => {
    const chosen = { from: '2026-11-23', to: '2026-12-06', weekdays: [1, 5] };
    expect(days_of(recurrence_of(chosen)!)).toEqual(chosen);
    expect(days_of({ first_day: '2026-11-22', rule: '', except: [] }))
      .toEqual({ from: '2026-11-22', to: '2026-11-22', weekdays: [7] });
  });
});
