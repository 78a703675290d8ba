import { describe, expect, test } from 'vitest';
import type { Bulletin } from './api';
import { new_body, with_draft } from './body';
import { natural_step, reached } from './state';

const draft: Bulletin = {
  id: '1', body: new_body('91/31069', 'Lịch tiêm chủng', '', 0), state: 'draft', renderings: [],
  author: { user: 'a', name: 'Lan' }, approvals: [], created_at: 0, changed_at: 0,
  changed_by: { user: 'a', name: 'Lan' }, version: 1, abilities: ['edit', 'submit'],
};
const written = { ...draft, body: with_draft(draft.body, { text: 'Kính thưa bà con' }) };
const audio = { sha256: '00', size_bytes: 1, duration_ms: 1000 };
const rendering = { language: 'vi', audio, made_at: 0, variant_digest: '' };
const heard = { ...written, renderings: [rendering] };

describe('the next thing to do', () => {
  test('an author writes first and listens once there is sound', () => {
    expect(natural_step(draft)).toBe('write');
    expect(natural_step(heard)).toBe('listen');
  });

  test('who may approve is brought to the decision', () => {
    const waiting: Bulletin = { ...draft, state: 'submitted', abilities: ['approve', 'return'] };
    expect(natural_step(waiting)).toBe('decide');
  });

  test('an approved bulletin wants a place in the programme', () => {
    expect(natural_step({ ...draft, state: 'approved', abilities: ['schedule'] })).toBe('plan');
    expect(natural_step({ ...draft, state: 'broadcast', abilities: [] })).toBe('results');
  });
});

test('the path grows with the bulletin', () => {
  expect(reached(draft)).toBe(0);
  expect(reached(written)).toBe(1);
  expect(reached({ ...draft, state: 'scheduled' })).toBe(5);
});
