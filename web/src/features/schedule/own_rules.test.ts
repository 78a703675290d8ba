import { expect, test } from 'vitest';
import type { UnitRules } from './api';
import { own_rules } from './own_rules';

const defaults: UnitRules = {
  area: '', unit_name: '', effective_from: '2024-07-01', effective_to: '2030-01-01', windows: [],
  quiet_hours: [], weekdays_off: [], days_off: [], session_minutes_max: 60, day_minutes_max: 120,
  defer_minutes_max: 30, priority_order: [], version: 0,
};
const unit = { area: '91/31069', name: 'Xã Vĩnh Thuận' };
const now = Date.parse('2026-11-20T22:30:00Z');

test('a unit without rules of its own begins with the defaults, from today', () => {
  const made = own_rules(defaults, unit, now);
  expect(made).toMatchObject({
    area: '91/31069', unit_name: 'Xã Vĩnh Thuận', effective_from: '2026-11-21', version: 0,
  });
  expect(made).not.toHaveProperty('effective_to');
});

test('its own rules are edited as they are', () => {
  const own = { ...defaults, area: '91/31069', version: 3 };
  expect(own_rules(own, unit, now)).toBe(own);
});
