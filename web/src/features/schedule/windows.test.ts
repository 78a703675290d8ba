import { expect, test } from 'vitest';
import { weekday_words, windows_ms } from './windows';

test('allowed hours become places on the line of the day', () => {
  const rules = {
    windows: [{ from: '05:30:00', to: '06:30:00' }, { from: '17:00:00', to: '24:00:00' }],
  };
  expect(windows_ms(rules)).toEqual([
    { from_ms: 19_800_000, to_ms: 23_400_000 },
    { from_ms: 61_200_000, to_ms: 86_400_000 },
  ]);
  expect(windows_ms(undefined)).toEqual([]);
});

test('weekdays are named in the order of the week', () => {
  const names = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'];
  expect(weekday_words([5, 1, 3], names, 'Hằng ngày')).toBe('T2, T4, T6');
  expect(weekday_words([1, 2, 3, 4, 5, 6, 7], names, 'Hằng ngày')).toBe('Hằng ngày');
});
