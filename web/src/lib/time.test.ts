import { describe, expect, test } from 'vitest';
import * as time from './time';

const morning = Date.parse('2026-11-20T22:30:00Z'); // 05:30 on Saturday 21 November, Việt Nam

describe('local time', () => {
  test('a clock shows the hour of Việt Nam wherever the browser stands', () => {
    expect(time.clock(morning)).toBe('05:30');
    expect(time.local_date(morning)).toBe('2026-11-21');
    expect(time.day(morning, 'vi')).toBe('Thứ Bảy, 21/11/2026');
  });

  test('a local date begins at 17:00 UTC of the day before', () => {
    expect(time.start_of('2026-11-21')).toBe(Date.parse('2026-11-20T17:00:00Z'));
    expect(time.weekday('2026-11-22')).toBe(7);
    expect(time.add_days('2026-12-31', 1)).toBe('2027-01-01');
  });

  test('a clock text is read, and what is no time is refused', () => {
    expect(time.parse_clock('5:30')).toBe(19_800_000);
    expect(time.parse_clock('23:59')).toBe(86_340_000);
    for (const bad of ['24:00', '5h30', '05:60', '', '5']) {
      expect(time.parse_clock(bad)).toBeUndefined();
    }
  });

  test('a time is understood as officers write it', () => {
    for (const [typed, meant] of [
      ['5h30', '05:30'], ['5:30', '05:30'], ['0530', '05:30'], ['17h', '17:00'], ['5g05', '05:05'],
      ['17.15', '17:15'], ['530', '05:30'], ['25h', undefined], ['sáng', undefined],
    ] as const) {
      expect(time.tidy_clock(typed)).toBe(meant);
    }
  });

  test('near days have names', () => {
    expect(time.when(morning + 86_400_000, morning, 'vi')).toBe('05:30 ngày mai');
    expect(time.when(morning, morning, 'en')).toBe('05:30 today');
    expect(time.duration(125_000, 'vi')).toBe('2 phút 05 giây');
    expect(time.duration(59_600, 'vi')).toBe('1 phút');
  });
});
