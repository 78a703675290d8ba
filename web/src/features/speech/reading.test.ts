import { expect, test } from 'vitest';
import type { Reading, Token } from './api';
import { is_changed, is_doubtful, paragraphs_of, shown } from './reading';

const token = (source_text: string, spoken: string, kind: Token['kind']): Token =>
  ({ source_text, spoken, kind });
const reading: Reading = {
  sentences: [
    { tokens: [token('Kính', 'kính', 'word')], break_after: 'sentence' },
    { tokens: [token('UBND', 'ủy ban nhân dân', 'abbreviation')], break_after: 'paragraph' },
    { tokens: [token('XYZ', 'ích i dét', 'letters')], break_after: 'sentence' },
  ],
};

test('sentences gather into paragraphs', () => {
  expect(paragraphs_of(reading).map((one) => one.length)).toEqual([2, 1]);
});

test('what is read otherwise than written stands out, guesses even more', () => {
  const [word, abbreviation, letters] = paragraphs_of(reading).flat();
  expect([word, abbreviation, letters].map((one) => is_changed(one!))).toEqual([false, true, true]);
  expect(is_doubtful(letters!)).toBe(true);
  expect(shown(word!)).toBe('Kính');
  expect(shown(abbreviation!)).toBe('ủy ban nhân dân');
});
