import { expect, test } from 'vitest';
import { pieces_of } from './pieces';

test('blanks are told apart from the text around them', () => {
  expect(pieces_of('Ngày { ngày }, ấp {ấp}.')).toEqual([
    { text: 'Ngày ' }, { text: '{ ngày }', blank: 'ngày' }, { text: ', ấp ' },
    { text: '{ấp}', blank: 'ấp' }, { text: '.' },
  ]);
});

test('braces that hold nothing are text', () => {
  expect(pieces_of('a {} { } {b')).toEqual([{ text: 'a {} { } {b' }]);
  expect(pieces_of('')).toEqual([]);
});
