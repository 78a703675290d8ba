import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** True while the browser puts the page on paper, where nobody scrolls. */
export function usePrinting(): boolean {
  const [printing, set_printing] = useState(false);
  useEffect(() => {
    // The browser takes its picture as soon as the event is over.
    const begin = () => flushSync(() => set_printing(true));
    const end = () => set_printing(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}
