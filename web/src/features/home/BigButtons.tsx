import { SimpleGrid } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { may } from '../../lib/abilities';
import { StopPlaces } from '../broadcast/StopPlaces';
import { nowhere } from '../devices/targets';
import { StopEverything } from '../emergency/StopEverything';
import { useMe } from '../identity/useMe';

/** What must be found without looking for it; each asks once more before it acts. */
export function BigButtons() {
  const { t } = useTranslation('home');
  const actor = useMe();
  const stops = may(actor, 'stop_everything') || may(actor, 'operate_devices');
  const alarms = may(actor, 'raise_emergency') || may(actor, 'approve_bulletins') ||
    may(actor, 'write_bulletins');
  if (!stops && !alarms) return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: stops && alarms ? 2 : 1 }} spacing="sm"
      maw={stops && alarms ? 560 : 280}>
      {alarms && (
        <LinkButton to="/emergency" size="lg" variant="outline" className="emergency-button" px="sm"
          leftSection={<IconAlertTriangle size={20} aria-hidden />}>
          {t('emergency')}
        </LinkButton>
      )}
      {may(actor, 'stop_everything') ? <StopEverything size="lg" px="sm" /> : stops && (
        <StopPlaces size="lg" px="sm" targets={{ ...nowhere, areas: [actor.unit.area] }}
          name={t('all_of', { unit: actor.unit.name })} label={t('stop_all')} />
      )}
    </SimpleGrid>
  );
}
