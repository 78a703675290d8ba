import { expect, test } from 'vitest';
import { is_blank, query_of, same_view, view_of } from './bulletin_view';

const now = Date.parse('2026-11-20T22:30:00Z'); // 21 November in Việt Nam

test('an address becomes a view, and nonsense in it is left out', () => {
  expect(view_of({ state: 'draft', class: 'emergency', mine: true, q: 'cúp nước' }))
    .toEqual({ state: 'draft', class: 'emergency', mine: true, q: 'cúp nước' });
  expect(view_of({ state: 'gone', valid: 7, mine: 'yes', q: '' })).toEqual({});
  expect(view_of({ q: 2026 })).toEqual({ q: '2026' });
});

test('what units above offer is a view of its own', () => {
  expect(view_of({ from: 'above', q: 'sot' })).toEqual({ from: 'above', q: 'sot' });
  expect(view_of({ from: 'below' })).toEqual({});
  expect(query_of({ from: 'above', state: 'approved' }, 'lan', now))
    .toEqual({ from: 'above', state: 'approved' });
  expect(is_blank({ from: 'above' })).toBe(false);
});

test('a view becomes the question to the server', () => {
  expect(query_of({ mine: true, state: 'draft' }, 'lan', now))
    .toEqual({ author: 'lan', state: 'draft' });
  expect(query_of({ valid: 'now' }, 'lan', now))
    .toEqual({ valid_on: '2026-11-21', valid_until: '2026-11-21' });
});

test('two views are the same whatever their order and their empty parts', () => {
  expect(same_view({ state: 'draft', q: 'x' }, { q: 'x', state: 'draft', class: undefined }))
    .toBe(true);
  expect(same_view({ state: 'draft' }, {})).toBe(false);
  expect(is_blank({ state: undefined })).toBe(true);
});
