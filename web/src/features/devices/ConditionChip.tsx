import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import type { Device } from './api';
import { condition_tone } from './condition';

export function ConditionChip({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  return (
    <Chip tone={condition_tone[device.condition]} live={device.condition === 'playing'}>
      {t(`condition.${device.condition}`)}
    </Chip>
  );
}
