import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { ago, duration } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { BulletinClass, BulletinSummary } from './api';
import { state_tone } from './state';

export function ClassChip({ value }: { value: BulletinClass }) {
  const { t } = useTranslation('shell');
  if (value === 'ordinary') return null;
  return (
    <Chip tone={value === 'emergency' ? 'emergency' : 'plain'}>{t(`classes.${value}`)}</Chip>
  );
}

interface BulletinRowProps {
  bulletin: BulletinSummary;
  /** Who wrote it, or, of another unit's, which unit. */
  by?: string;
}

export function BulletinRow({ bulletin, by = bulletin.author.name }: BulletinRowProps) {
  const { t, i18n } = useTranslation('content');
  const now = useNow(60_000);
  const parts = [
    by,
    ago(bulletin.changed_at, now, i18n.language),
    bulletin.duration_ms ? duration(bulletin.duration_ms, i18n.language) : undefined,
  ].filter(Boolean);
  return (
    <Link className="row-link" to="/bulletins/$id" params={{ id: bulletin.id }}>
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 16rem' }}>
          <Text fw={500}>{bulletin.title || t('untitled')}</Text>
          <Text size="sm" c="dimmed">{parts.join(' · ')}</Text>
          {bulletin.state === 'approved' && bulletin.comment && (
            <Text size="sm" lineClamp={2}>“{bulletin.comment}”</Text>
          )}
        </div>
        <Group gap={6}>
          <ClassChip value={bulletin.class} />
          <Chip tone={state_tone[bulletin.state]}>{t(`states.${bulletin.state}`)}</Chip>
        </Group>
      </Group>
    </Link>
  );
}
