import { expect, test } from 'vitest';
import type { Alarm } from '../alarms/api';
import type { BulletinSummary } from '../content/api';
import { query_of } from '../content/bulletin_view';
import type { MissedRun } from '../schedule/api';
import { questions, urgent_for, view_of_kind, waiting_for } from './waiting';

const base: BulletinSummary = {
  id: '', title: '', class: 'ordinary', state: 'draft', author: { user: 'lan', name: 'Lan' },
  field: '', area: '91/31069', valid_from: '2026-11-21', valid_to: '2026-12-05', languages: ['vi'],
  duration_ms: 0, created_at: 0, changed_at: 0, version: 1, abilities: [],
};

test('each bulletin waits in one place, by what this person may do with it', () => {
  const groups = waiting_for('lan', [
    { ...base, id: 'to-approve', state: 'submitted', abilities: ['approve'],
      author: { user: 'minh', name: 'Minh' } },
    { ...base, id: 'sent-back', state: 'returned' },
    { ...base, id: 'approved', state: 'approved', abilities: ['schedule'] },
    { ...base, id: 'mine' },
    { ...base, id: 'other', author: { user: 'minh', name: 'Minh' } },
  ]);
  const ids = groups.map((group) => group.items.map((one) => one.id));
  expect(ids).toEqual([[], ['to-approve'], ['sent-back'], ['approved'], ['mine']]);
});

test('an emergency waits for the one who lacks only the code, and for the second person', () => {
  const groups = waiting_for('minh', [
    { ...base, id: 'code', state: 'submitted', abilities: ['approve-after-second-factor'] },
    { ...base, id: 'confirm', state: 'approved', confirmation_due: 1,
      abilities: ['approve', 'schedule'] },
  ]);
  const ids = groups.map((group) => group.items.map((one) => one.id));
  expect(ids).toEqual([['confirm'], ['code'], [], [], []]);
});

test('the list behind each kind asks what the page of the day asked', () => {
  for (const view of Object.values(view_of_kind)) {
    expect(questions('lan')).toContainEqual(query_of(view, 'lan'));
  }
});

test('an alarm and a missed run wait only for those who can do something about them', () => {
  const alarm: Alarm = {
    id: 'mine', device: 'd', device_name: '', kind: 'silent', cause: 'silent_dead', state: 'open',
    area: '91/31069', level: 0, raised_at: 0, version: 1, abilities: ['acknowledge'],
  };
  const missed: MissedRun = {
    id: 'mine', programme: 'p', bulletin: 'b', title: '', area: '91/31069', nominal_at: 0,
    cause: 'not_received', devices: [], verdict: 'asked', message_vi: '', message_en: '',
    found_at: 0, version: 1, abilities: ['answer'],
  };
  const { missed: runs, alarms } = urgent_for(
    [missed, { ...missed, id: 'theirs', abilities: [] }],
    [alarm, { ...alarm, id: 'taken', state: 'acknowledged' },
      { ...alarm, id: 'theirs', abilities: [] }],
  );
  expect([runs.map(({ id }) => id), alarms.map(({ id }) => id)]).toEqual([['mine'], ['mine']]);
});
