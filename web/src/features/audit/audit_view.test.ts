import { expect, test } from 'vitest';
import { audit_view_of } from './audit_view';
import { filter_of } from './api';

test('an address becomes a view, and what makes no sense is left out', () => {
  expect(audit_view_of({ action: 'content.', from: '2026-11-20', to: 'yesterday', page: 3 }))
    .toEqual({ action: 'content.', from: '2026-11-20' });
});

test('the last day is meant whole, in the time of Việt Nam', () => {
  expect(filter_of({ from: '2026-11-20', to: '2026-11-20' })).toEqual({
    from: Date.parse('2026-11-19T17:00:00Z'), to: Date.parse('2026-11-20T17:00:00Z'),
  });
  expect(filter_of({ actor: 'u-1' })).toEqual({ actor: 'u-1' });
});
