import { expect, test } from 'vitest';
import type { Condition } from '../devices/api';
import { prospect_of } from './prospect';

const area = '91/31069';
const device = (id: string, condition: Condition, groups: string[] = []) =>
  ({ id, area, groups, condition, state: condition === 'never_seen' ? 'registered' : 'claimed' });
const devices = [
  device('a', 'online', ['market']), device('b', 'playing'), device('c', 'silent_able', ['market']),
  device('d', 'never_seen'),
];
const rules = {
  windows: [{ weekdays: [], from: '05:00:00', to: '07:00:00' }], quiet_hours: [],
  weekdays_off: [], days_off: [],
};
const at = (clock: string) => Date.parse(`2026-11-21T${clock}:00+07:00`);
const everywhere = { areas: [area], groups: [], devices: [] };

test('who cannot be reached is counted apart, who was never connected not at all', () => {
  const told = prospect_of(everywhere, devices, rules, { now: at('06:00'), duration_ms: 60_000 });
  expect(told).toMatchObject({ ready: 2, out_of_reach: 1, inside_hours: true });
  const market = { areas: [], groups: ['market'], devices: [] };
  expect(prospect_of(market, devices, rules, { now: at('06:00'), duration_ms: 60_000 }))
    .toMatchObject({ ready: 1, out_of_reach: 1 });
});

test('what would run out of the hours is seen before it is ordered', () => {
  const inside = (clock: string, minutes: number) => prospect_of(everywhere, devices, rules, {
    now: at(clock), duration_ms: minutes * 60_000,
  }).inside_hours;
  expect(inside('06:50', 9)).toBe(true);
  expect(inside('06:50', 11)).toBe(false);
  expect(inside('20:00', 1)).toBe(false);
});
