import { Button, Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Waiting } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { clock_seconds, date } from '../../lib/time';
import { entries } from './api';

/** Who did what: append-only, chained by hash at the server. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  const query = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) => entries(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      {query.isPending && <Waiting rows={6} />}
      <ProblemNote error={query.error} retry={() => void query.refetch()} />
      {query.data && items.length === 0 && (
        <EmptyState icon={<IconHistory size={28} />} title={t('empty')}>{t('intro')}</EmptyState>
      )}
      {items.length > 0 && (
        <div className="list">
          {items.map((one) => (
            <div key={one.seq} className="row-link">
              <Group justify="space-between" gap="xs">
                <div style={{ flex: '1 1 16rem' }}>
                  <Text><Text span fw={500}>{one.actor_name}</Text> · {t(`acts.${one.action}`, {
                    defaultValue: one.action,
                  })}</Text>
                  <Text size="sm" c="dimmed">{[one.entity, one.note].filter(Boolean).join(' · ')}
                  </Text>
                </div>
                <Text size="sm" c="dimmed" className="numbers">
                  {clock_seconds(one.at)} {date(one.at)}
                </Text>
              </Group>
            </div>
          ))}
        </div>
      )}
      {query.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}>{t('more')}</Button>
        </Group>
      )}
    </Page>
  );
}
