import { expect, test } from 'vitest';
import { prospect_of } from './prospect';

const rules = {
  windows: [{ weekdays: [], from: '05:00:00', to: '07:00:00' }], quiet_hours: [],
  weekdays_off: [], days_off: [],
};
const at = (clock: string) => Date.parse(`2026-11-21T${clock}:00+07:00`);
const reach = { devices: 9_412, offline: 12 };

test('who cannot be reached now is counted apart', () => {
  expect(prospect_of(reach, rules, { now: at('06:00'), duration_ms: 60_000 }))
    .toMatchObject({ ready: 9_400, out_of_reach: 12, inside_hours: true });
});

test('what would run out of the hours is seen before it is ordered', () => {
  const inside = (clock: string, minutes: number) => prospect_of(reach, rules, {
    now: at(clock), duration_ms: minutes * 60_000,
  }).inside_hours;
  expect(inside('06:50', 9)).toBe(true);
  expect(inside('06:50', 11)).toBe(false);
  expect(inside('20:00', 1)).toBe(false);
});
