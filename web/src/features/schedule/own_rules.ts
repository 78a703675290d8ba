import { local_date } from '../../lib/time';
import type { UnitRules } from './api';

/**
 * What an officer of the unit edits: the unit's own rules, or new ones that begin as those of the
 * wider area or the defaults.
 */
export function own_rules(
  in_force: UnitRules, unit: { area: string; name: string }, now: number,
): UnitRules {
  if (in_force.area === unit.area && in_force.version > 0) return in_force;
  const { effective_to: _, ...rest } = in_force;
  return {
    ...rest, area: unit.area, unit_name: unit.name, effective_from: local_date(now), version: 0,
  };
}
