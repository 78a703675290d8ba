import { expect, test } from 'vitest';
import type { Reading, Token } from './api';
import { is_changed, is_doubtful, paragraphs_of, shown } from './reading';

const token = (source: string, spoken: string, kind: Token['kind']): Token =>
  ({ begin: 0, end: source.length, source, spoken, kind });
const reading: Reading = {
  sentences: [
    { spoken: '', tokens: [token('Kính', 'kính', 'word')], break_after: 'sentence' },
    {
      spoken: '', tokens: [token('UBND', 'ủy ban nhân dân', 'abbreviation')],
      break_after: 'paragraph',
    },
    { spoken: '', tokens: [token('XYZ', 'ích i dét', 'letters')], break_after: 'sentence' },
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
