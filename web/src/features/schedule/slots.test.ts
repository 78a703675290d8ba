import { expect, test } from 'vitest';
import type { RunSummary } from '../broadcast/api';
import type { HeardRun, UnheardRun } from '../dry_run/api';
import { is_locked, slots_of } from './slots';

const at = (text: string) => Date.parse(`${text}:00+07:00`);
const now = at('2026-11-22T09:00');
const message = { vi: 'Lùi vì trùng giờ.', en: 'Later because of a clash.' };
const run = (id: string, starts: string): RunSummary => ({
  id, title: id, kind: 'broadcast', class: 'ordinary', area: '91/31069', programme: 'p1',
  starts_at: at(starts), ends_at: at(starts) + 60_000, state: 'planned', counts: {}, devices: 1,
});
const heard = (id: string, starts: string, reason: HeardRun['reason'] = 'planned') => ({
  id, at: at(starts), ends_at: at(starts) + 60_000, title: id, area: '91/31069', class: 'ordinary',
  programme: 'p1', reason, message,
}) as HeardRun;
const unheard = (starts: string) => ({
  programme: 'p2', nominal_at: at(starts), title: 'Đêm', area: '91/31069', class: 'ordinary',
  reason: 'quiet_hours', message,
}) as UnheardRun;

test('a run that was moved carries its reason, one as planned does not', () => {
  const runs = [run('a', '2026-11-22T17:00'), run('b', '2026-11-22T17:05')];
  const days = [{
    heard: [heard('a', '2026-11-22T17:00'), heard('b', '2026-11-22T17:05', 'deferred')],
    unheard: [],
  }];
  expect(slots_of(runs, days, now).map(({ id, why }) => [id, why]))
    .toEqual([['a', undefined], ['b', message]]);
});

test('days that are not published yet are drawn by the reckoning', () => {
  const days = [{ heard: [heard('far', '2026-12-20T17:00')], unheard: [] }];
  expect(slots_of([], days, now)).toMatchObject([{ id: 'far', state: 'reckoned' }]);
});

test('what is not among the runs of today was stopped and is not drawn again', () => {
  const days = [{ heard: [heard('stopped', '2026-11-22T17:00')], unheard: [] }];
  expect(slots_of([], days, now)).toEqual([]);
});

test('what is left out is drawn where it was meant to be, while it is not over', () => {
  const days = [{ heard: [], unheard: [unheard('2026-11-22T03:15'), unheard('2026-11-23T03:15')] }];
  expect(slots_of([], days, now)).toMatchObject([
    { state: 'left_out', starts_at: at('2026-11-23T03:15'), why: message },
  ]);
});

test('the province’s runs are locked to the commune, and the commune’s open to the province', () => {
  expect(is_locked({ area: '91' }, '91/31069')).toBe(true);
  expect(is_locked({ area: '91/31069' }, '91/31069')).toBe(false);
  expect(is_locked({ area: '91/31069' }, '91')).toBe(false);
});
