import { covers } from '../../lib/area';
import type { Grant, Role } from './api';

/** The roles of a person, place by place, in the order in which the places were given. */
export function by_area(grants: Grant[]): { area: string; roles: Role[] }[] {
  const areas = [...new Set(grants.map(({ area }) => area))];
  return areas.map((area) => ({
    area, roles: grants.filter((one) => one.area === area).map(({ role }) => role),
  }));
}

/** What this administrator may replace; the rest was given from above and stays. */
export function within_reach(grants: Grant[], administered: string[]): Grant[] {
  return grants.filter(({ area }) => administered.some((outer) => covers(outer, area)));
}

export function with_roles(grants: Grant[], area: string, roles: Role[]): Grant[] {
  return [...grants.filter((one) => one.area !== area), ...roles.map((role) => ({ role, area }))];
}

/** Composer and approver in one person: allowed where the rule says so, but worth a word. */
export function writes_and_approves(grants: Grant[]): boolean {
  const has = (role: Role) => grants.some((one) => one.role === role);
  return has('composer') && has('approver');
}
