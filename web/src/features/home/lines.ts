import type { RunSummary } from '../broadcast/api';

const lines_max = 12;

/** One line per area, the own one first and always there; a province sees its busiest communes. */
export function lines_of(
  runs: RunSummary[], own: string,
): { area: string; runs: RunSummary[] }[] {
  const by_area = new Map<string, RunSummary[]>([[own, []]]);
  for (const run of runs) by_area.set(run.area, [...(by_area.get(run.area) ?? []), run]);
  const [first, ...others] = [...by_area].map(([area, found]) => ({ area, runs: found }));
  others.sort((a, b) => b.runs.length - a.runs.length || a.area.localeCompare(b.area));
  return [...(first ? [first] : []), ...others].slice(0, lines_max);
}
