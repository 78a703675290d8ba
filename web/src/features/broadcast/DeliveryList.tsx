import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { clock_seconds } from '../../lib/time';
import type { Delivery } from './api';
import { delivery_tone, reached_at } from './delivery';

/** Three facts, never mixed: sent, received by the device, sound came out. */
export function DeliveryList({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation('broadcast');
  if (deliveries.length === 0) return <Text c="dimmed">{t('run.no_devices')}</Text>;
  return (
    <div className="list">
      {deliveries.map((one) => <Row key={one.device} delivery={one} />)}
    </div>
  );
}

function Row({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('broadcast');
  const { device, device_name, state, code, proof } = delivery;
  const at = reached_at(delivery);
  return (
    <div className="row-link" data-device={device} data-state={state}>
      <Group justify="space-between" gap="xs">
        <div style={{ flex: '1 1 12rem' }}>
          <Link to="/devices/$id" params={{ id: device }} className="plain-link">
            {device_name}
          </Link>
          {code && <Text size="sm">{t(`reasons.${code}`, { defaultValue: code })}</Text>}
          {state === 'silent' && <Text size="sm">{t('silent_hint')}</Text>}
          {at !== undefined && (
            <Text size="sm" c="dimmed" className="numbers">
              {t(`states_at.${state}`, { time: clock_seconds(at) })}
            </Text>
          )}
        </div>
        <Chip tone={delivery_tone[state]} live={state === 'playing'}>
          {/* A cluster that was told to stop has not failed: its own word says more. */}
          {state === 'failed' && proof ? t(`outcomes.${proof.outcome}`) : t(`states.${state}`)}
        </Chip>
      </Group>
    </div>
  );
}
