import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { subscribe } from '../../api/events';
import { may_have_missed, stale_by_topic } from './live_changes';

/** Ten thousand devices may speak in one second: what they change is asked for once. */
const gather_ms = 400;

/** Keeps every open screen fresh; true while the line to the server stands. */
export function useLiveChanges(): boolean {
  const client = useQueryClient();
  const [live, set_live] = useState(true);
  useEffect(() => {
    const stale = new Set<string>();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const begun = Date.now();
    let was_down = false;
    const ask_again = () => {
      for (const key of stale) {
        // An answer on its way may be older than the change: let it arrive, then ask once more.
        if (client.isFetching({ queryKey: [key] }) > 0) continue;
        stale.delete(key);
        void client.invalidateQueries({ queryKey: [key] });
      }
      waiting = stale.size > 0 ? setTimeout(ask_again, gather_ms) : undefined;
    };
    const close = subscribe(
      ({ topic }) => {
        if (topic === 'reset') void client.invalidateQueries({ refetchType: 'active' });
        for (const key of stale_by_topic[topic] ?? []) stale.add(key);
        if (stale.size > 0) waiting ??= setTimeout(ask_again, gather_ms);
      },
      (up) => {
        set_live(up);
        if (!up) was_down = true;
        else if (may_have_missed(was_down, Date.now() - begun)) {
          void client.invalidateQueries({ refetchType: 'active' });
        }
      },
    );
    return () => {
      clearTimeout(waiting);
      close();
    };
  }, [client]);
  return live;
}
