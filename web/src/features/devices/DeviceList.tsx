import { Group, Text } from '@mantine/core';
import { IconAntenna, IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { may } from '../../lib/abilities';
import { ago, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useMe } from '../identity/useMe';
import { type Device, devices } from './api';
import { ConditionChip } from './ConditionChip';
import { ConditionCounts } from './ConditionCounts';

export function DeviceList() {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const list = useQuery({ queryKey: ['devices'], queryFn: devices, refetchInterval: 30_000 });
  const add = may(actor, 'write_devices') ? (
    <LinkButton to="/devices/new" leftSection={<IconPlus size={18} />}>
      {t('add')}
    </LinkButton>
  ) : undefined;
  const actions = (
    <>
      <LinkButton to="/devices/groups" variant="default"
        leftSection={<IconUsersGroup size={18} aria-hidden />}>
        {t('groups.title')}
      </LinkButton>
      {add}
    </>
  );
  return (
    <Page title={t('title')} intro={t('intro')} actions={actions}>
      <Loaded query={list}>
        {({ items }) => items.length === 0
          ? (
            <EmptyState icon={<IconAntenna size={28} />} title={t('empty')} action={add}>
              {t('empty_hint')}
            </EmptyState>
          )
          : (
            <>
              <ConditionCounts devices={items} />
              <div className="list">
                {items.map((one) => <Row key={one.id} device={one} />)}
              </div>
            </>
          )}
      </Loaded>
    </Page>
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
