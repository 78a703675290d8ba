import { Tabs, type TabsListProps } from '@mantine/core';
import { useEffect, useRef } from 'react';

/** One line of tabs. On a phone it is longer than the screen: the present one comes into view. */
export function TabStrip({ active, ...props }: TabsListProps & { active: string }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A frame later: what was just mounted has no widths yet.
    const frame = requestAnimationFrame(() => {
      const tab = list.current?.querySelector<HTMLElement>('[data-active]');
      if (tab) list.current?.scrollTo({ left: tab.offsetLeft - 40 });
    });
    return () => cancelAnimationFrame(frame);
  }, [active]);
  return <Tabs.List ref={list} {...props} />;
}
