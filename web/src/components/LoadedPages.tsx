import { Button, Group } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from './Loading';
import { ProblemNote } from './ProblemNote';

interface LoadedPagesProps<Page, Item> {
  query: UseInfiniteQueryResult<InfiniteData<Page>>;
  items_of: (page: Page) => Item[];
  /** Instead of the list, when nothing is in it. */
  empty: ReactNode;
  children: (item: Item) => ReactNode;
}

/** A long list, page after page; however long it is, only what was asked for is drawn. */
export function LoadedPages<Page, Item>({
  query, items_of, empty, children,
}: LoadedPagesProps<Page, Item>) {
  const { t } = useTranslation('shell');
  if (!query.data) {
    return query.error
      ? <ProblemNote error={query.error} retry={() => void query.refetch()} /> : <Waiting />;
  }
  const items = query.data.pages.flatMap(items_of);
  if (items.length === 0) return <>{empty}</>;
  return (
    <>
      <div className="list">{items.map(children)}</div>
      <ProblemNote error={query.error} retry={() => void query.refetch()} />
      {query.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Group>
      )}
    </>
  );
}
