import { expect, test } from 'vitest';
import { allowed_spans, type HourRules, span_words, weekday_words } from './windows';

const hour = 3_600_000;
const rules: HourRules = {
  windows: [{ weekdays: [], from: '05:30:00', to: '06:30:00' }],
  quiet_hours: [{ from: '21:00:00', to: '05:00:00' }],
  weekdays_off: [],
  days_off: [],
};

test('allowed hours are the windows of the day', () => {
  expect(allowed_spans(rules, '2026-11-21')).toEqual([{ from_ms: 5.5 * hour, to_ms: 6.5 * hour }]);
  expect(span_words(allowed_spans(rules, '2026-11-21'))).toBe('05:30–06:30');
  expect(allowed_spans(undefined, '2026-11-21')).toEqual([]);
});

test('without windows every hour is allowed that is not quiet', () => {
  const open = { ...rules, windows: [] };
  expect(span_words(allowed_spans(open, '2026-11-21'))).toBe('05:00–21:00');
  expect(span_words(allowed_spans({ ...open, quiet_hours: [] }, '2026-11-21'))).toBe('00:00–24:00');
});

test('quiet hours cut a window, and a season holds in its days only', () => {
  const noon = { ...rules, windows: [{ weekdays: [], from: '11:00:00', to: '14:00:00' }],
    quiet_hours: [{ from: '12:00:00', to: '13:00:00', season: { from: '11-01', to: '02-28' } }] };
  expect(span_words(allowed_spans(noon, '2026-12-21'))).toBe('11:00–12:00, 13:00–14:00');
  expect(span_words(allowed_spans(noon, '2026-06-21'))).toBe('11:00–14:00');
});

test('days off have no hours', () => {
  expect(allowed_spans({ ...rules, weekdays_off: [7] }, '2026-11-22')).toEqual([]);
  const holiday = { first: '2026-11-20', last: '2026-11-22', name: 'Nghỉ' };
  expect(allowed_spans({ ...rules, days_off: [holiday] }, '2026-11-21')).toEqual([]);
  expect(allowed_spans({ ...rules, days_off: [holiday] }, '2026-11-23')).toHaveLength(1);
});

test('weekdays are named in the order of the week', () => {
  const names = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'];
  expect(weekday_words([5, 1, 3], names, 'Hằng ngày')).toBe('T2, T4, T6');
  expect(weekday_words([1, 2, 3, 4, 5, 6, 7], names, 'Hằng ngày')).toBe('Hằng ngày');
});
