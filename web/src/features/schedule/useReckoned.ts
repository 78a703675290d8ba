import { useQueries } from '@tanstack/react-query';
import { local_date } from '../../lib/time';
import { dry_run } from '../dry_run/api';
import { day_within } from '../dry_run/heard';
import { useMe } from '../identity/useMe';
import type { Reckoned } from './slots';

/**
 * The days of the own unit as the server reckons them now. For a unit of many communes a week is
 * too much to ask for at once; it sees one day, and the page of one day.
 */
export function useReckoned(days: string[], now: number): Reckoned[] {
  const { unit } = useMe();
  const today = local_date(now);
  const few = unit.area.includes('/') || days.length === 1;
  const asked = days.filter((date) => few && day_within(date, today) === date);
  const place = { area: unit.area };
  return useQueries({
    queries: asked.map((date) => ({
      queryKey: ['dry-run', place, date], queryFn: () => dry_run(place, date), staleTime: 30_000,
      retry: false,
    })),
    combine: (all) => all.flatMap(({ data }) => data ?? []),
  });
}
