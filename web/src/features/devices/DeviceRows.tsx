import { Group, Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LongList } from '../../components/LongList';
import { ago, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { Device } from './api';
import { ConditionChip } from './ConditionChip';

type Pages = InfiniteData<{ items: Device[] }>;

export function DeviceRows({ query }: { query: UseInfiniteQueryResult<Pages> }) {
  const { t } = useTranslation('devices');
  const now = useNow();
  return (
    <LongList query={query} items_of={(page) => page.items}
      empty={<Text c="dimmed">{t('none_found')}</Text>}>
      {(device) => <Row key={device.id} device={device} now={now} />}
    </LongList>
  );
}

function Row({ device, now }: { device: Device; now: number }) {
  const { t, i18n } = useTranslation('devices');
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
