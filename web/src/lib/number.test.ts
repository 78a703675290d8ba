import { describe, expect, test } from 'vitest';
import { may_grow, number_text, read_number, type Refusal, stepped } from './number';

const minutes = { min: 1, max: 720 };
const megahertz = { min: 65, max: 108, decimals: 3 };
const metres = { min: 1, max: 50_000 };

describe('a whole number', () => {
  test.each([['1', 1], ['45', 45], [' 720 ', 720], ['007', 7]])('%j is read', (typed, value) => {
    expect(read_number(typed, minutes)).toEqual({ value });
  });

  test.each([['1.500', 1500], ['12 000', 12_000], ['50.000', 50_000], ['1500', 1500]])(
    'thousands may be parted by a dot or a space: %j', (typed, value) => {
      expect(read_number(typed, metres)).toEqual({ value });
    });

  test.each<[string, Refusal]>([
    ['', 'empty'], ['   ', 'empty'], ['abc', 'no_number'], ['15 phút', 'no_number'],
    ['1o', 'no_number'], ['1e3', 'no_number'], ['0x10', 'no_number'], ['-', 'no_number'],
    ['.', 'no_number'], ['1..5', 'no_number'], ['1.2.3', 'no_number'], ['1 2', 'no_number'],
    ['Infinity', 'no_number'], ['1,5', 'not_whole'], ['1.5', 'not_whole'], ['5,', 'not_whole'],
  ])('%j is refused: %s', (typed, refusal) => {
    expect(read_number(typed, minutes)).toEqual({ refusal });
  });

  test('a comma before three digits is not guessed to be a thousand or a one', () => {
    expect(read_number('1,000', metres)).toEqual({ refusal: 'not_whole' });
  });

  test('what is too small or too large is refused, and the nearest number told', () => {
    expect(read_number('0', minutes)).toEqual({ refusal: 'too_small', nearest: 1 });
    expect(read_number('-5', minutes)).toEqual({ refusal: 'too_small', nearest: 1 });
    expect(read_number('−5', minutes)).toEqual({ refusal: 'too_small', nearest: 1 });
    expect(read_number('721', minutes)).toEqual({ refusal: 'too_large', nearest: 720 });
    expect(read_number('9'.repeat(400), minutes)).toEqual({ refusal: 'too_large', nearest: 720 });
  });
});

describe('a number with decimals', () => {
  test.each([
    ['99,9', 99.9], ['99.9', 99.9], ['102,625', 102.625], ['98', 98], ['98,', 98], ['98.500', 98.5],
  ])('%j is read: a comma and a dot say the same', (typed, value) => {
    expect(read_number(typed, megahertz)).toEqual({ value });
  });

  test('it may begin with the comma', () => {
    expect(read_number(',5', { min: 0, max: 1, decimals: 2 })).toEqual({ value: 0.5 });
  });

  test.each<[string, Refusal]>([
    ['', 'empty'], [',', 'no_number'], ['99,9,9', 'no_number'], ['99,9 MHz', 'no_number'],
    ['1.234,5', 'no_number'],
  ])('%j is refused: %s', (typed, refusal) => {
    expect(read_number(typed, megahertz)).toEqual({ refusal });
  });

  test('digits that nobody can use are refused, and the nearest number told', () => {
    expect(read_number('99,98765', megahertz)).toEqual({ refusal: 'too_fine', nearest: 99.988 });
    expect(read_number('107,9999', megahertz)).toEqual({ refusal: 'too_fine', nearest: 108 });
  });

  test('what lies outside is refused, and the nearest number told', () => {
    expect(read_number('9', megahertz)).toEqual({ refusal: 'too_small', nearest: 65 });
    expect(read_number('999', megahertz)).toEqual({ refusal: 'too_large', nearest: 108 });
  });
});

test('a field shows a comma to a Vietnamese and a dot to an English reader', () => {
  expect(number_text(102.625, 3, 'vi')).toBe('102,625');
  expect(number_text(102.625, 3, 'en')).toBe('102.625');
  expect(number_text(1.0901, 2, 'vi')).toBe('1,09');
  expect(number_text(undefined, 2, 'vi')).toBe('');
});

test('what a field shows can be read again', () => {
  for (const language of ['vi', 'en']) {
    expect(read_number(number_text(7200, 0, language), metres)).toEqual({ value: 7200 });
    expect(read_number(number_text(99.9, 3, language), megahertz)).toEqual({ value: 99.9 });
  }
});

describe('a step', () => {
  test('goes up and down and stays within what is allowed', () => {
    expect(stepped(5, 1, minutes)).toBe(6);
    expect(stepped(5, -1, minutes)).toBe(4);
    expect(stepped(1, -1, minutes)).toBe(1);
    expect(stepped(2950, 100, { min: 100, max: 3000 })).toBe(3000);
  });

  test('does not gather the small change of floating numbers', () => {
    const hundredths = { min: 0, max: 60, decimals: 2 };
    expect(stepped(0.2, 0.1, hundredths)).toBe(0.3);
    expect(stepped(1.09, 0.1, hundredths)).toBe(1.19);
  });

  test('begins at the least number where there was none', () => {
    expect(stepped(undefined, 0.1, megahertz)).toBe(65);
  });
});

test('only what may still become a number is left in peace while somebody types', () => {
  expect(may_grow('empty')).toBe(true);
  expect(may_grow('too_small')).toBe(true);
  expect(may_grow('too_large')).toBe(false);
  expect(may_grow('no_number')).toBe(false);
  expect(may_grow(undefined)).toBe(false);
});
