import { expect, test } from 'vitest';
import {
  device_tab_of, device_view_of, filter_of, is_unfiltered, rows_are_stale,
} from './device_view';

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

test('rows are read again when the counts of the same question have changed, and then alone', () => {
  const [before, after] = [{ online: 2 }, { online: 1, silent_able: 1 }];
  expect(rows_are_stale({ of: 'all', counts: before }, { of: 'all', counts: after })).toBe(true);
  expect(rows_are_stale({ of: 'all', counts: before }, { of: 'all', counts: before })).toBe(false);
  expect(rows_are_stale(undefined, { of: 'all', counts: after })).toBe(false);
  expect(rows_are_stale({ of: 'all', counts: before }, { of: 'chợ', counts: after })).toBe(false);
  expect(rows_are_stale({ of: 'all', counts: before }, { of: 'all', counts: undefined }))
    .toBe(false);
});

test('an unknown part of a device is its first one', () => {
  expect(device_tab_of({ tab: 'volume' })).toEqual({ tab: 'volume' });
  expect([device_tab_of({ tab: 'state' }), device_tab_of({ tab: 7 })]).toEqual([{}, {}]);
});
