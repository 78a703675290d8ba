import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelBar } from '../../components/LevelBar';
import { follow_levels, type Level } from './api';
import { loudness_of, meter_share } from './level';

/** What the server hears of the voice, not what this machine believes to send. */
export function LevelMeter({ session }: { session: string }) {
  const { t } = useTranslation('live');
  const [level, set_level] = useState<Level>({ rms_db: -100, peak_db: -100 });
  useEffect(
    () => follow_levels(`/api/v1/live-sessions/${session}`, set_level),
    [session],
  );
  const loudness = loudness_of(level.rms_db, level.peak_db);
  return (
    <LevelBar label={t('meter.label')} share={meter_share(level.rms_db)}
      good={loudness === 'good'} words={t(`meter.${loudness}`)} />
  );
}
