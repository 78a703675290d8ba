import { add_days, local_date } from '../../lib/time';
import type { Decision, DevicePlan, PlannedRun } from './api';

export interface PlanEntry {
  /** When it sounds on this device, or would have. */
  at: number;
  title: string;
  /** Absent when it does not sound. */
  run?: PlannedRun;
  /** Why it is not as the programme says. */
  decision?: Decision;
}
export interface PlanDay {
  date: string;
  entries: PlanEntry[];
}
export const plan_days = 7;

const key = (programme: string, nominal_at: number) => `${programme} ${nominal_at}`;

/** Seven days one after another, those without anything too: also silence is told. */
export function days_of_plan({ runs, decisions }: DevicePlan, now: number): PlanDay[] {
  const said = new Map(decisions.map((one) => [key(one.programme, one.nominal_at), one]));
  const entries: PlanEntry[] = runs.map((run) => {
    const decision = said.get(key(run.programme, run.nominal_at));
    return { at: run.at, title: run.title, run, ...(decision ? { decision } : {}) };
  });
  const sounding = new Set(runs.map((run) => key(run.programme, run.nominal_at)));
  for (const decision of decisions) {
    if (sounding.has(key(decision.programme, decision.nominal_at))) continue;
    entries.push({ at: decision.nominal_at, title: decision.programme_title, decision });
  }
  entries.sort((a, b) => a.at - b.at);
  return Array.from({ length: plan_days }, (_, index) => {
    const date = add_days(local_date(now), index);
    return { date, entries: entries.filter(({ at }) => local_date(at) === date) };
  });
}
