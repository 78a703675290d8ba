import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { subscribe } from '../../api/events';

/** Which questions a change at the server makes stale. */
const stale_by_topic: Record<string, string[]> = {
  'bulletin.changed': ['bulletins', 'bulletin'],
  'render.changed': ['render'],
  'missed.changed': ['missed'],
  'programme.changed': ['programmes', 'runs', 'bulletin', 'bulletins'],
  'run.changed': ['runs', 'run'],
  'device.changed': ['devices', 'device', 'run'],
  'alarm.changed': ['alarms', 'alarm'],
  'media.changed': ['media'],
  'live.changed': ['live', 'runs', 'run'],
};

/** Keeps every open screen fresh; true while the line to the server stands. */
export function useLiveChanges(): boolean {
  const client = useQueryClient();
  const [live, set_live] = useState(true);
  useEffect(
    () =>
      subscribe(
        ({ topic }) => {
          if (topic === 'reset') void client.invalidateQueries({ refetchType: 'active' });
          for (const key of stale_by_topic[topic] ?? []) {
            void client.invalidateQueries({ queryKey: [key] });
          }
        },
        (up) => {
          set_live(up);
          // What happened while the line was down was not told: ask for everything on screen.
          if (up) void client.invalidateQueries({ refetchType: 'active' });
        },
      ),
    [client],
  );
  return live;
}
