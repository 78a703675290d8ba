import { Anchor, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { LoadedPages } from '../../components/LoadedPages';
import { clock_seconds, date } from '../../lib/time';
import { type DeviceEvent, device_events } from './api';
import { event_kinds, words_of } from './event_words';

/** What one device told of itself, newest first. */
export function DeviceLog({ device }: { device: string }) {
  const { t } = useTranslation('broadcast');
  const [kind, set_kind] = useState('');
  const query = useInfiniteQuery({
    queryKey: ['device', device, 'events', kind],
    queryFn: ({ pageParam }) => device_events(device, kind || undefined, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
  });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">{t('log.hint')}</Text>
      <NativeSelect label={t('log.which')} value={kind} maw={320}
        data={['', ...event_kinds].map((value) => ({
          value, label: t(`log.kinds.${value || 'all'}`),
        }))}
        onChange={({ currentTarget }) => set_kind(currentTarget.value)} />
      <LoadedPages query={query} items_of={(page) => page.items}
        empty={<Text c="dimmed">{t('log.none')}</Text>}>
        {(one) => <Row key={`${one.epoch}-${one.n}`} event={one} />}
      </LoadedPages>
    </Stack>
  );
}

function Row({ event }: { event: DeviceEvent }) {
  const { t } = useTranslation('broadcast');
  const words = words_of(event);
  const reason = words.reason && t(`reasons.${words.reason}`, { defaultValue: words.reason });
  const more = [
    words.seconds && t('log.seconds', words.seconds), reason, words.detail,
  ].filter(Boolean).join(' · ');
  return (
    <div className="row-link" data-kind={event.kind}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
          <Text className="numbers">
            <Text span fw={600}>{clock_seconds(event.at)}</Text> {date(event.at)}
          </Text>
          <Text>{t(words.keys, { code: event.code ?? event.kind })}</Text>
          {more && <Text size="sm" c="dimmed" className="numbers">{more}</Text>}
          {words.run && (
            <Anchor component={Link} to={`/runs/${words.run}`} size="sm">{t('why.see_run')}</Anchor>
          )}
        </div>
        <Chip tone={words.tone}>
          {t([`log.kinds.${event.kind}`, 'log.kinds.unknown'])}
        </Chip>
      </Group>
    </div>
  );
}
