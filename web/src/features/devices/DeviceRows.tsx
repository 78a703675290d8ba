import { Group, Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { ProblemNote } from '../../components/ProblemNote';
import { ago, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { Device } from './api';
import { ConditionChip } from './ConditionChip';

type Pages = InfiniteData<{ items: Device[] }>;

/** Ten thousand rows cost what a screenful costs: only those in sight are drawn, and the next page
 * is asked for before the eye gets there. */
export function DeviceRows({ query }: { query: UseInfiniteQueryResult<Pages> }) {
  const { t } = useTranslation('devices');
  const box = useRef<HTMLDivElement>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = useWindowVirtualizer({
    count: items.length, estimateSize: () => 74, overscan: 10,
    scrollMargin: box.current?.offsetTop ?? 0,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);
  if (!query.data) {
    return query.error
      ? <ProblemNote error={query.error} retry={() => void query.refetch()} /> : <Waiting />;
  }
  if (items.length === 0) return <Text c="dimmed">{t('none_found')}</Text>;
  const top = (shown[0]?.start ?? 0) - rows.options.scrollMargin;
  return (
    <>
      <div className="list" ref={box} style={{ height: rows.getTotalSize() + 2 }}>
        <div style={{ transform: `translateY(${top}px)` }}>
          {shown.map(({ key, index }) => {
            const device = items[index];
            return device && (
              <div key={key} ref={rows.measureElement} data-index={index}>
                <Row device={device} />
              </div>
            );
          })}
        </div>
      </div>
      <ProblemNote error={query.error} retry={() => void fetchNextPage()} />
    </>
  );
}

function Row({ device }: { device: Device }) {
  const { t, i18n } = useTranslation('devices');
  const now = useNow();
  const seen = device.last_seen_at
    ? t('seen', { ago: ago(device.last_seen_at, now, i18n.language) }) : t('never_seen');
  const revoked = device.revoked_at && t('revoke.by', {
    who: device.revoked_by || '—', time: when(device.revoked_at, now, i18n.language),
  });
  return (
    <Link className="row-link" to="/devices/$id" params={{ id: device.id }}>
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
          <Text fw={500}>{device.name}</Text>
          <Text size="sm" c="dimmed">
            {[device.place, revoked ?? seen, device.revoked_why].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <ConditionChip device={device} />
      </Group>
    </Link>
  );
}
