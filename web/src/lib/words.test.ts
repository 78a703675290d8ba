import { expect, test } from 'vitest';
import { count_words, in_language, reading_ms } from './words';

test('signs alone are not words', () => {
  expect(count_words('Kính thưa bà con – ấp 3 !')).toBe(6);
  expect(count_words('')).toBe(0);
});

test('220 syllables take a minute', () => {
  expect(reading_ms('một '.repeat(220))).toBe(60_000);
});

test('English readers get English, everybody else Vietnamese', () => {
  const text = { vi: 'Xin chào', en: 'Hello' };
  expect(in_language(text, 'en-GB')).toBe('Hello');
  expect(in_language(text, 'vi')).toBe('Xin chào');
});
