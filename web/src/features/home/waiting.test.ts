import { expect, test } from 'vitest';
import type { Bulletin } from '../content/api';
import { waiting_for } from './waiting';

const base: Bulletin = {
  id: '', version: 1, title: '', text: '', class: 'ordinary', state: 'draft', voice: 'north',
  area: '', area_name: '', author: { id: 'lan', name: 'Lan' }, targets: [], created_at: 0,
  updated_at: 0, history: [], abilities: [],
};

test('each bulletin waits in one place, by what this person may do with it', () => {
  const groups = waiting_for('lan', [
    { ...base, id: 'to-approve', state: 'submitted', abilities: ['approve'],
      author: { id: 'minh', name: 'Minh' } },
    { ...base, id: 'sent-back', state: 'returned' },
    { ...base, id: 'approved', state: 'approved', abilities: ['schedule'] },
    { ...base, id: 'mine' },
    { ...base, id: 'other', author: { id: 'minh', name: 'Minh' } },
  ]);
  const ids = groups.map((group) => group.items.map((one) => one.id));
  expect(ids).toEqual([['to-approve'], ['sent-back'], ['approved'], ['mine']]);
});
