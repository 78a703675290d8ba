import { useEffect, useState } from 'react';

/** The present, renewed often enough for what is shown with it. */
export function useNow(every_ms = 15_000): number {
  const [now, set_now] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => set_now(Date.now()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now;
}
