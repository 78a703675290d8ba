import { Group, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAntenna, IconPlus, IconSearch, IconUsersGroup } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Waiting } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { useWhileHere } from '../../lib/useWhileHere';
import { useMe } from '../identity/useMe';
import { device_page, device_summary, groups } from './api';
import { ConditionFilter } from './ConditionCounts';
import { DeviceRows } from './DeviceRows';
import { type Counted, type DeviceView, filter_of, is_unfiltered, rows_are_stale } from './device_view';

// Most visits read the list; the map is a large part of its own.
const DeviceMap = lazy(async () => ({ default: (await import('./DeviceMap')).DeviceMap }));

export function DeviceList() {
  const { t } = useTranslation('devices');
  const navigate = useNavigate();
  const view = useSearch({ from: '/shell/devices' });
  const show = (next: DeviceView) => void navigate({ to: '/devices', search: next });
  const { condition: _, ...uncounted } = filter_of(view);
  const counts = useQuery({
    queryKey: ['devices', 'summary', uncounted], queryFn: () => device_summary(uncounted),
    refetchInterval: 30_000, placeholderData: (before) => before,
  });
  const all = Object.values(counts.data ?? {}).reduce((sum, one) => sum + one, 0);
  const none = counts.data !== undefined && all === 0 && is_unfiltered(view);
  return (
    <Page title={t('title')} intro={t('intro')} actions={<Actions />}>
      {none
        ? (
          <EmptyState icon={<IconAntenna size={28} />} title={t('empty')}>
            {t('empty_hint')}
          </EmptyState>
        )
        : (
          <>
            <Group gap="sm" align="flex-end">
              <Search value={view.q ?? ''}
                on_change={(q) => show({ ...view, q: q || undefined })} />
              <GroupFilter view={view} on_show={show} />
              <SegmentedControl value={view.as ?? 'list'} aria-label={t('as')}
                data={[{ value: 'list', label: t('as_list') }, { value: 'map', label: t('as_map') }]}
                onChange={(as) => show({ ...view, as: as === 'map' ? 'map' : undefined })} />
            </Group>
            <ConditionFilter counts={counts.data ?? {}} chosen={view.condition}
              on_choice={(condition) => show({ ...view, condition })} />
            <ProblemNote error={counts.error} retry={() => void counts.refetch()} />
            {view.as === 'map'
              ? (
                <Suspense fallback={<Waiting />}>
                  <DeviceMap filter={filter_of(view)} count={counts.data && all} />
                </Suspense>
              )
              : (
                <Rows view={view} counted={{
                  of: JSON.stringify(uncounted),
                  counts: counts.isPlaceholderData ? undefined : counts.data,
                }} />
              )}
          </>
        )}
    </Page>
  );
}

function Rows({ view, counted }: { view: DeviceView; counted: Counted }) {
  const client = useQueryClient();
  const filter = filter_of(view);
  const list = useInfiniteQuery({
    queryKey: ['device-pages', filter],
    queryFn: ({ pageParam }) => device_page(filter, pageParam),
    initialPageParam: '', getNextPageParam: (page) => page.next,
    placeholderData: (before) => before, refetchInterval: 60_000,
  });
  // A condition that changed shows in the counts; the pages are read again only then.
  const { of, counts } = counted;
  const seen = useRef<Counted>(undefined);
  useEffect(() => {
    if (rows_are_stale(seen.current, { of, counts })) {
      void client.invalidateQueries({ queryKey: ['device-pages'] });
    }
    if (counts) seen.current = { of, counts };
  }, [client, of, counts]);
  return <DeviceRows query={list} />;
}

function Actions() {
  const { t } = useTranslation('devices');
  const actor = useMe();
  return (
    <>
      <LinkButton to="/devices/groups" variant="default"
        leftSection={<IconUsersGroup size={18} aria-hidden />}>
        {t('groups.title')}
      </LinkButton>
      {may(actor, 'write_devices') && (
        <LinkButton to="/devices/import" variant="default">{t('add_many')}</LinkButton>
      )}
      {may(actor, 'write_devices') && (
        <LinkButton to="/devices/new" leftSection={<IconPlus size={18} aria-hidden />}>
          {t('add')}
        </LinkButton>
      )}
    </>
  );
}

function Search({ value, on_change }: { value: string; on_change: (words: string) => void }) {
  const { t } = useTranslation('devices');
  const [text, set_text] = useState(value);
  const send = useDebouncedCallback(useWhileHere(on_change), 300);
  return (
    <TextInput flex="1 1 14rem" type="search" value={text} aria-label={t('search')}
      placeholder={t('search')} leftSection={<IconSearch size={18} aria-hidden />}
      onChange={(event) => {
        set_text(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }} />
  );
}

function GroupFilter({ view, on_show }: {
  view: DeviceView;
  on_show: (view: DeviceView) => void;
}) {
  const { t } = useTranslation('devices');
  const list = useQuery({ queryKey: ['device-groups'], queryFn: groups });
  const known = list.data?.items ?? [];
  if (known.length === 0) return null;
  return (
    <NativeSelect aria-label={t('group_filter')} value={view.group ?? ''}
      data={[
        { value: '', label: t('any_group') },
        ...known.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => on_show({ ...view, group: event.currentTarget.value || undefined })} />
  );
}
