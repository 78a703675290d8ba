import { expect, test } from 'vitest';
import { start_of } from '../../lib/time';
import type { Decision, PlannedRun } from './api';
import { days_of_plan } from './plan';

const monday = start_of('2026-11-23');
const hour = 3_600_000;
const run = (programme: string, at: number, nominal_at = at): PlannedRun => ({
  id: `${programme}-${at}`, programme, title: programme, area: '91/31069', nominal_at, at,
  not_after: at, duration_ms: 60_000, class: 'ordinary', items: [],
});
const decision = (programme: string, nominal_at: number): Decision => ({
  programme, programme_title: programme, nominal_at, play: 0, reason: 'deferred',
  message: { vi: 'lùi lại', en: 'later' },
});

test('seven days are told, those without anything too', () => {
  const days = days_of_plan({ runs: [run('p', monday + 30 * hour)], decisions: [] }, monday + hour);
  expect(days.map(({ date, entries }) => [date, entries.length])).toEqual([
    ['2026-11-23', 0], ['2026-11-24', 1], ['2026-11-25', 0], ['2026-11-26', 0], ['2026-11-27', 0],
    ['2026-11-28', 0], ['2026-11-29', 0],
  ]);
});

test('a run that was moved carries the reason, and one that is left out stands where it would be', () => {
  const [today] = days_of_plan({
    runs: [run('moved', monday + 18 * hour, monday + 17 * hour)],
    decisions: [decision('left', monday + 5 * hour), decision('moved', monday + 17 * hour)],
  }, monday);
  expect(today?.entries.map(({ title, run: sounds, decision: why }) =>
    [title, sounds !== undefined, why?.reason])).toEqual([
    ['left', false, 'deferred'], ['moved', true, 'deferred'],
  ]);
});
