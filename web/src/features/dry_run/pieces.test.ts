import { expect, test } from 'vitest';
import {
  item_before, line_ms, next_item, on_line, pieces_of, place_at, type Sounding, told_of,
} from './pieces';

const chime = { kind: 'chime' as const, title: 'Nhạc hiệu', duration_ms: 4000, sha256: 'c' };
const bulletin = {
  kind: 'bulletin' as const, title: 'Tiêm chủng', duration_ms: 10_000, sha256: 'b', bulletin: 'b1',
};
const relay = { kind: 'relay' as const, title: 'Đài TNVN', duration_ms: 1_800_000, sha256: '0' };
const morning: Sounding = { starts_at: 100_000, title: 'Buổi sáng', items: [chime, bulletin] };
const again: Sounding = { starts_at: 115_000, title: 'Buổi sáng', items: [chime, bulletin] };
const evening: Sounding = { starts_at: 40_000_000, title: 'Buổi chiều', items: [relay] };
const pieces = pieces_of([morning, again, evening]);

test('the chime comes before the words, without a gap between them', () => {
  expect(pieces.slice(0, 2).map(({ kind, item, starts_at }) => [kind, item?.title, starts_at]))
    .toEqual([['sound', 'Nhạc hiệu', 100_000], ['sound', 'Tiêm chủng', 104_000]]);
});

test('a short gap is kept, a long one is shortened', () => {
  const gaps = pieces.filter(({ kind }) => kind === 'gap');
  expect(gaps.map(({ length_ms, real_ms }) => [length_ms, real_ms]))
    .toEqual([[1000, 1000], [3000, 39_871_000]]);
});

test('a relay is told of and not listened to for half an hour', () => {
  expect(pieces.at(-1)).toMatchObject({ kind: 'told', length_ms: 3000, real_ms: 1_800_000 });
  expect(told_of(pieces, new Set())).toEqual([relay]);
});

test('what the server refuses is told of once, however often it sounds', () => {
  expect(told_of(pieces, new Set(['c'])).map(({ title }) => title))
    .toEqual(['Nhạc hiệu', 'Đài TNVN']);
});

test('runs of different clusters that overlap follow each other without a gap', () => {
  const beside = pieces_of([morning, { ...again, starts_at: 101_000 }]);
  expect(beside.map(({ kind }) => kind)).toEqual(['sound', 'sound', 'sound', 'sound']);
});

test('every place of the line is found again', () => {
  expect(line_ms(pieces)).toBe(14_000 + 1000 + 14_000 + 3000 + 3000);
  for (const ms of [0, 3999, 4000, 14_500, 20_000, 34_999]) {
    expect(on_line(pieces, place_at(pieces, ms))).toBe(ms);
  }
  expect(place_at(pieces, 99_000)).toEqual({ index: pieces.length - 1, at_ms: 3000 });
  expect(place_at(pieces, -5)).toEqual({ index: 0, at_ms: 0 });
  expect(on_line([], place_at([], 5))).toBe(0);
});

test('skipping goes from thing to thing and not into the gaps', () => {
  expect(next_item(pieces, { index: 1, at_ms: 500 })).toEqual({ index: 3, at_ms: 0 });
  expect(next_item(pieces, { index: pieces.length - 1, at_ms: 0 })).toBeUndefined();
});

test('back is first to the beginning of the same thing, then to the one before', () => {
  expect(item_before(pieces, { index: 3, at_ms: 2500 })).toEqual({ index: 3, at_ms: 0 });
  expect(item_before(pieces, { index: 3, at_ms: 500 })).toEqual({ index: 1, at_ms: 0 });
  expect(item_before(pieces, { index: 0, at_ms: 100 })).toEqual({ index: 0, at_ms: 0 });
});
