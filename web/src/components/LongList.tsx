import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { usePrinting } from '../lib/usePrinting';
import { Waiting } from './Loading';
import { ProblemNote } from './ProblemNote';

interface LongListProps<Page, Item> {
  query: UseInfiniteQueryResult<InfiniteData<Page>>;
  items_of: (page: Page) => Item[];
  /** Instead of the list, when nothing is in it. */
  empty: ReactNode;
  children: (item: Item) => ReactNode;
}

/** A first guess; each row that is drawn is measured. */
const row_px = 74;
/** Drawn beyond each edge of the screen. */
const beyond = 5;
/** How far from the last row that is there the next page is asked for. */
const ahead = 20;

/** Ten thousand rows cost what a screenful costs: only those in sight are drawn, and the next page
 * is asked for before the eye gets there. On paper stands all that has been fetched. */
export function LongList<Page, Item extends { id: string }>({
  query, items_of, empty, children,
}: LongListProps<Page, Item>) {
  const box = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const items = query.data?.pages.flatMap(items_of) ?? [];
  const rows = useWindowVirtualizer({
    count: items.length, estimateSize: () => row_px, overscan: beyond,
    scrollMargin: box.current?.offsetTop ?? 0,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - ahead) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);
  if (!query.data) {
    return query.error
      ? <ProblemNote error={query.error} retry={() => void query.refetch()} /> : <Waiting />;
  }
  if (items.length === 0) return <>{empty}</>;
  if (printing) return <div className="list">{items.map(children)}</div>;
  const top = (shown[0]?.start ?? 0) - rows.options.scrollMargin;
  return (
    <>
      <div className="list" ref={box} style={{ height: rows.getTotalSize() + 2 }}>
        <div style={{ transform: `translateY(${top}px)` }}>
          {shown.map(({ key, index }) => {
            const item = items[index];
            return item && (
              <div key={key} ref={rows.measureElement} data-index={index}>{children(item)}</div>
            );
          })}
        </div>
      </div>
      <ProblemNote error={query.error} retry={() => void fetchNextPage()} />
    </>
  );
}
