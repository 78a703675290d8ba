import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconBellCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Waiting } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { useMe } from '../identity/useMe';
import { AlarmRow } from './AlarmRow';
import { type AlarmState, alarms } from './api';
import { Contacts } from './Contacts';

const states: AlarmState[] = ['open', 'acknowledged', 'cleared'];

/** What is wrong now, what somebody has taken on, and what is over. */
export function AlarmList() {
  const { t } = useTranslation('alarms');
  const actor = useMe();
  const [state, set_state] = useState<AlarmState>('open');
  const query = useInfiniteQuery({
    queryKey: ['alarms', state],
    queryFn: ({ pageParam }) => alarms(state, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <SegmentedControl value={state} aria-label={t('which')} maw="100%"
        onChange={(value) => set_state(value as AlarmState)}
        data={states.map((value) => ({ value, label: t(`states.${value}`) }))} />
      {query.isPending && <Waiting rows={4} />}
      <ProblemNote error={query.error} retry={() => void query.refetch()} />
      {query.data && items.length === 0 && (
        <EmptyState icon={<IconBellCheck size={28} />} title={t(`none.${state}`)}>
          {t('none_hint')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <div className="list">{items.map((one) => <AlarmRow key={one.id} alarm={one} />)}</div>
      )}
      {query.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}>{t('more')}</Button>
        </Group>
      )}
      {may(actor, 'manage_settings') && <Contacts />}
    </Page>
  );
}
