import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { duration, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { ClassChip } from '../content/BulletinRow';
import type { RunSummary } from './api';
import { run_tone } from './delivery';

export function RunRow({ run }: { run: RunSummary }) {
  const { t, i18n } = useTranslation('broadcast');
  const now = useNow();
  const done = run.counts.done ?? 0;
  const words = [
    duration(run.ends_at - run.starts_at, i18n.language),
    run.state === 'planned'
      ? t('on_devices', { count: run.devices })
      : t('sounded', { done, count: run.devices }),
  ];
  return (
    <Link className="row-link" to="/runs/$id" params={{ id: run.id }}>
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 16rem' }}>
          <Text className="numbers">
            <Text span fw={600}>{when(run.starts_at, now, i18n.language)}</Text> · {run.title}
          </Text>
          <Text size="sm" c="dimmed">{words.join(' · ')}</Text>
        </div>
        <Group gap={6}>
          <ClassChip value={run.class} />
          <Chip tone={run_tone[run.state]} live={run.state === 'playing'}>
            {t(`run_states.${run.state}`)}
          </Chip>
        </Group>
      </Group>
    </Link>
  );
}
