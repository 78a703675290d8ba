import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useRef } from 'react';

const NoticeList = lazy(async () => ({ default: (await import('./NoticeList')).NoticeList }));

/** What `say` tells. Its script comes with the first notice: before that, something must be done. */
export function Notices() {
  const { notifications } = useNotifications();
  const told = useRef(false);
  if (notifications.length > 0) told.current = true;
  return told.current && <Suspense><NoticeList position="top-right" /></Suspense>;
}
