import { expect, test } from 'vitest';
import type { BulletinBody } from './api';
import {
  draft_of, main_variant, new_body, text_in, with_draft, with_recording, with_voice,
} from './body';

const now = Date.parse('2026-11-20T22:30:00Z');
const body: BulletinBody = {
  ...new_body('91/31069', 'Lịch tiêm chủng', 'Kính thưa bà con', now),
  variants: [
    { language: 'km', source: 'text', blocks: [{ kind: 'paragraph', level: 0, text: 'x' }] },
    {
      language: 'vi', source: 'speech', voice: 'espeak-north',
      blocks: [{ kind: 'paragraph', level: 0, text: 'Kính thưa bà con' }],
    },
  ],
};

test('a new bulletin is for the whole unit and begins today', () => {
  const made = new_body('91/31069', 'Tên', 'Một\nHai', now);
  expect(made.valid_from).toBe('2026-11-21');
  expect(made.targets.areas).toEqual(['91/31069']);
  expect(main_variant(made)?.blocks.map((one) => one.text)).toEqual(['Một', 'Hai']);
});

test('an edit of the text leaves the other languages and the voice alone', () => {
  const edited = with_draft(body, { text: 'Sửa lại', title: 'Tên mới' });
  expect(edited.title).toBe('Tên mới');
  expect(edited.variants[0]).toBe(body.variants[0]);
  expect(edited.variants[1]?.blocks[0]?.text).toBe('Sửa lại');
  expect(edited.variants[1]?.voice).toBe('espeak-north');
});

test('what the officer sees is what was written', () => {
  expect(draft_of(body)).toMatchObject({ text: 'Kính thưa bà con', voice: 'espeak-north' });
});

test('a recording speaks for the text until a voice does again', () => {
  const recording = { sha256: 'a'.repeat(64), size_bytes: 7, duration_ms: 1000 };
  const recorded = with_recording(body, recording);
  expect(main_variant(recorded)).toMatchObject({ source: 'recording', recording });
  expect(text_in(recorded)).toBe(text_in(body));
  expect(recorded.variants[0]).toBe(body.variants[0]);
  expect(with_voice(recorded)).toEqual(body);
});
