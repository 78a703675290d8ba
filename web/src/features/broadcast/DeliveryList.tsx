import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { clock_seconds } from '../../lib/time';
import { in_language } from '../../lib/words';
import type { Delivery } from './api';
import { delivery_tone } from './delivery';

/** Three facts, never mixed: sent, received by the device, sound came out. */
export function DeliveryList({ deliveries }: { deliveries: Delivery[] }) {
  const { t, i18n } = useTranslation('broadcast');
  if (deliveries.length === 0) return <Text c="dimmed">{t('run.no_devices')}</Text>;
  return (
    <div className="list">
      {deliveries.map((one) => (
        <div key={one.device} className="row-link" data-device={one.device}
          data-state={one.state}>
          <Group justify="space-between" gap="xs">
            <div style={{ flex: '1 1 12rem' }}>
              <Link to="/devices/$id" params={{ id: one.device }} className="plain-link">
                {one.device_name}
              </Link>
              {one.reason && <Text size="sm">{in_language(one.reason, i18n.language)}</Text>}
              {one.at !== undefined && (
                <Text size="sm" c="dimmed" className="numbers">
                  {t(`states_at.${one.state}`, { time: clock_seconds(one.at) })}
                </Text>
              )}
            </div>
            <Chip tone={delivery_tone[one.state]} live={one.state === 'playing'}>
              {t(`states.${one.state}`)}
            </Chip>
          </Group>
        </div>
      ))}
    </div>
  );
}
