import { expect, test } from 'vitest';
import { device_view_of, filter_of, is_unfiltered } from './device_view';

test('an address becomes a view, and what makes no sense is left out', () => {
  expect(device_view_of({ q: 'chợ', condition: 'silent_dead', group: 'g-1', as: 'map' }))
    .toEqual({ q: 'chợ', condition: 'silent_dead', group: 'g-1', as: 'map' });
  expect(device_view_of({ q: 12, condition: 'dead', group: 7, as: 'globe', more: true }))
    .toEqual({ q: '12' });
});

test('how it is looked at is no filter', () => {
  expect(is_unfiltered({ as: 'map' })).toBe(true);
  expect(is_unfiltered({ condition: 'online' })).toBe(false);
  expect(filter_of({ q: 'ấp', condition: 'online', as: 'map' }))
    .toEqual({ q: 'ấp', condition: 'online' });
  expect(filter_of({})).toEqual({});
});
