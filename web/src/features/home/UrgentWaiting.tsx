import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AlarmRow } from '../alarms/AlarmRow';
import { MissedQuestion } from '../schedule/MissedRuns';
import { alarms_shown_max, type UrgentMatters } from './waiting';

/** Runs that were missed, answered on the spot; then what is broken. */
export function UrgentWaiting({ missed, alarms }: UrgentMatters) {
  const { t } = useTranslation('home');
  return (
    <>
      {missed.length > 0 && (
        <Stack gap={6}>
          <Text size="sm" fw={500} c="dimmed">{t('waiting.missed')}</Text>
          {missed.map((one) => <MissedQuestion key={one.id} missed={one} />)}
        </Stack>
      )}
      {alarms.length > 0 && (
        <Stack gap={6}>
          <Text size="sm" fw={500} c="dimmed">{t('waiting.alarms')}</Text>
          <div className="list">
            {alarms.slice(0, alarms_shown_max).map((one) => (
              <AlarmRow key={one.id} alarm={one} />
            ))}
          </div>
          {alarms.length > alarms_shown_max && (
            <Anchor component={Link} to="/alarms" size="sm">{t('waiting.more_alarms')}</Anchor>
          )}
        </Stack>
      )}
    </>
  );
}
