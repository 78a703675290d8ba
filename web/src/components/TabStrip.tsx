import { Tabs, type TabsListProps } from '@mantine/core';
import { useEffect, useRef } from 'react';

/** One line of tabs. On a phone it is longer than the screen: the present one comes into view. */
export function TabStrip({ active, ...props }: TabsListProps & { active: string }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const strip = list.current;
    if (!strip) return;
    // Also when it comes back: while the rest of the page was waited for it stood outside.
    const observer = new ResizeObserver(() => {
      const tab = strip.querySelector<HTMLElement>('[data-active]');
      if (tab) strip.scrollTo({ left: tab.offsetLeft - 40 });
    });
    observer.observe(strip);
    return () => observer.disconnect();
  }, [active]);
  return <Tabs.List ref={list} {...props} />;
}
