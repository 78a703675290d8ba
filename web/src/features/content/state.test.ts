import { describe, expect, test } from 'vitest';
import type { Bulletin } from './api';
import { natural_step, reached } from './state';

const draft: Bulletin = {
  id: '1', version: 1, title: 'Lịch tiêm chủng', text: '', class: 'ordinary', state: 'draft',
  voice: 'north', area: '91/31069', area_name: 'xã Vĩnh Thuận', author: { id: 'a', name: 'Lan' },
  targets: [], created_at: 0, updated_at: 0, history: [], abilities: ['edit', 'submit'],
};

describe('the next thing to do', () => {
  test('an author writes first and listens once there is sound', () => {
    expect(natural_step(draft)).toBe('write');
    const heard: Bulletin = { ...draft, rendering: { state: 'ready', media: 'm' } };
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
  expect(reached({ ...draft, text: 'Kính thưa bà con' })).toBe(1);
  expect(reached({ ...draft, state: 'scheduled' })).toBe(5);
});
