import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';

/**
 * For what is put off while somebody types: done only as long as they have not left for another
 * page. A page stays on the screen until the next one has arrived, and must not call them back.
 */
export function useWhileHere<Given extends unknown[]>(act: (...given: Given) => void) {
  const router = useRouter();
  const [here] = useState(() => router.latestLocation.pathname);
  return (...given: Given) => {
    if (router.latestLocation.pathname === here) act(...given);
  };
}
