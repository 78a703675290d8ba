import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { ago } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { state_tone } from './alarm';
import type { Alarm } from './api';

export function AlarmRow({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useTranslation('alarms');
  const now = useNow();
  const taken = alarm.acknowledged_by && t('taken_by', { name: alarm.acknowledged_by });
  return (
    <Link className="row-link" to="/alarms/$id" params={{ id: alarm.id }}>
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
          <Text fw={500}>{t(`kinds.${alarm.kind}`)} · {alarm.device_name}</Text>
          <Text size="sm" c="dimmed">
            {[ago(alarm.raised_at, now, i18n.language), taken,
              alarm.level > 0 && t('escalated')].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Chip tone={state_tone[alarm.state]}>{t(`state.${alarm.state}`)}</Chip>
      </Group>
    </Link>
  );
}
