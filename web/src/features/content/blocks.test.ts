import { expect, test } from 'vitest';
import { type Block, blocks_of, text_of } from './blocks';

const blocks: Block[] = [
  { kind: 'heading', level: 1, text: 'KẾ HOẠCH' },
  { kind: 'paragraph', level: 0, text: 'Ủy ban nhân dân xã thông báo:' },
  { kind: 'list_item', level: 0, marker: '1.', text: 'Mục đích' },
  { kind: 'list_item', level: 1, marker: 'a)', text: 'Tổ chức thực hiện' },
  { kind: 'heading', level: 2, text: 'Tổ chức thực hiện' },
];

test('blocks become lines that an officer can read and write', () => {
  expect(text_of(blocks)).toBe(
    '# KẾ HOẠCH\n\nỦy ban nhân dân xã thông báo:\n\n1. Mục đích\n  a) Tổ chức thực hiện\n\n' +
    '## Tổ chức thực hiện',
  );
});

test('the way back gives the same blocks', () => {
  expect(blocks_of(text_of(blocks))).toEqual(blocks);
});

test('a date or a number at the beginning of a line is no list marker', () => {
  expect(blocks_of('25/11/2026 tiêm chủng\n7h30 bắt đầu').map((one) => one.kind))
    .toEqual(['paragraph', 'paragraph']);
});
