import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import type { Device } from './api';
import { condition_tone, count_conditions } from './condition';

export function ConditionCounts({ devices }: { devices: Device[] }) {
  const { t } = useTranslation('devices');
  return (
    <Group gap={8}>
      {count_conditions(devices).map(({ condition, count }) => (
        <Chip key={condition} tone={condition_tone[condition]}>
          {count} {t(`condition.${condition}`).toLocaleLowerCase()}
        </Chip>
      ))}
    </Group>
  );
}
