import { useQueries } from '@tanstack/react-query';
import { local_date } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { bulletins } from './api';
import { newest, ready_states } from './ready';

/** The newest bulletins that may sound, by words or without: among a million they are asked for by
 * their state, or they would be hidden behind a hundred drafts. */
export function useReadyBulletins(words: string) {
  const today = local_date(useNow(60_000));
  const found = useQueries({
    queries: ready_states.map((state) => ({
      queryKey: ['bulletins', 'ready', state, today, words],
      queryFn: () => bulletins({ state, valid_on: today, ...(words ? { q: words } : {}) }, 50),
      placeholderData: <Page>(before: Page | undefined) => before,
    })),
  });
  const failed = found.find((one) => one.error && !one.data);
  return {
    items: newest(found.map((one) => one.data?.items ?? [])),
    is_pending: found.some((one) => one.isPending),
    has_more: found.some((one) => one.data?.next !== undefined),
    error: failed?.error,
    refetch: () => void failed?.refetch(),
  };
}
