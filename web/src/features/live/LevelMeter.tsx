import { Box, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { follow_levels } from './api';
import { loudness_of, meter_share } from './level';

/** What the server hears of the voice, not what this machine believes to send. */
export function LevelMeter({ session }: { session: string }) {
  const { t } = useTranslation('live');
  const [level, set_level] = useState({ rms_db: -100, peak_db: -100 });
  useEffect(
    () => follow_levels(session, (rms_db, peak_db) => set_level({ rms_db, peak_db })),
    [session],
  );
  const loudness = loudness_of(level.rms_db, level.peak_db);
  const share = Math.round(meter_share(level.rms_db) * 100);
  return (
    <div>
      <Box role="meter" aria-label={t('meter.label')} aria-valuemin={0} aria-valuemax={100}
        aria-valuenow={share} aria-valuetext={t(`meter.${loudness}`)} h={14}
        style={{ background: 'var(--mantine-color-default-border)', borderRadius: 7 }}>
        <Box h={14} w={`${share}%`} style={{
          background: loudness === 'good' ? 'var(--good-ink)' : 'var(--warn-ink)', borderRadius: 7,
        }} />
      </Box>
      <Text size="sm" c="dimmed" mt={4}>{t(`meter.${loudness}`)}</Text>
    </div>
  );
}
