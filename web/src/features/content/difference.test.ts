import { expect, test } from 'vitest';
import { difference } from './difference';

const marks = { same: '', added: '+', removed: '-' };
const told = (before: string, after: string) =>
  difference(before, after).map(({ kind, text }) => `${marks[kind]}${text.trim()}`);

test('equal texts have one piece, empty texts none', () => {
  expect(told('Kính thưa bà con', 'Kính thưa bà con')).toEqual(['Kính thưa bà con']);
  expect(told('', '')).toEqual([]);
});

test('what was put in, taken out or replaced is told word by word', () => {
  expect(told('họp lúc 7h', 'họp dân lúc 7h')).toEqual(['họp', '+dân', 'lúc 7h']);
  expect(told('họp dân lúc 7h', 'họp lúc 7h')).toEqual(['họp', '-dân', 'lúc 7h']);
  expect(told('họp lúc 7h sáng', 'họp lúc 8h sáng')).toEqual(['họp lúc', '-7h', '+8h', 'sáng']);
});

test('what is not removed makes the new text again', () => {
  const after = 'Một hai\nbốn năm  sáu';
  const pieces = difference('Một ba\nbốn sáu', after);
  expect(pieces.filter((one) => one.kind !== 'removed').map((one) => one.text).join(''))
    .toBe(after);
});

test('two huge texts are compared without hanging', () => {
  const text = (word: string) => Array.from({ length: 30_000 }, (_, at) => `${word}${at}`).join(' ');
  expect(difference(text('a'), text('b')).map((one) => one.kind)).toEqual(['removed', 'added']);
});
