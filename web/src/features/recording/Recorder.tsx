import { Button, Group, Stack, Text } from '@mantine/core';
import {
  IconCheck, IconMicrophone, IconPlayerPauseFilled, IconPlayerStopFilled, IconRefresh,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { AudioPlayer } from '../../components/AudioPlayer';
import { LevelBar } from '../../components/LevelBar';
import { Note } from '../../components/Note';
import { loudness_of, meter_share } from '../live/level';
import { sound_in } from '../media/api';
import { seconds_of } from './time';
import { useRecorder } from './useRecorder';

interface RecorderProps {
  busy: boolean;
  on_take: (bytes: Blob) => void;
}

/** Speak, pause, listen, do it again; nothing leaves the machine until it is taken. */
export function Recorder({ busy, on_take }: RecorderProps) {
  const { t } = useTranslation(['recording', 'content', 'live']);
  const { state, level, length_ms, bytes, start, pause, go_on, finish, forget } = useRecorder();
  const loudness = loudness_of(level.rms_db, level.peak_db);
  const begin = (
    <Button size="md" loading={state === 'asking'} onClick={() => void start()}
      leftSection={<IconMicrophone size={20} aria-hidden />}>
      {t('record.begin')}
    </Button>
  );
  if (state === 'done' && bytes) {
    return (
      <Stack gap="md">
        <Recorded bytes={bytes} />
        <Group gap="sm">
          <Button loading={busy} leftSection={<IconCheck size={18} aria-hidden />}
            onClick={() => on_take(bytes)}>
            {t('record.take')}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void start()}
            leftSection={<IconRefresh size={18} aria-hidden />}>
            {t('record.again')}
          </Button>
          <Button variant="subtle" disabled={busy} onClick={forget}>{t('record.drop')}</Button>
        </Group>
      </Stack>
    );
  }
  if (state === 'recording' || state === 'paused') {
    return (
      <Stack gap="md">
        <Group justify="space-between">
          <Text fw={600} role="status">{t(`record.${state}`)}</Text>
          <Text className="numbers" size="xl" fw={600}>{seconds_of(length_ms, 0)}</Text>
        </Group>
        <LevelBar label={t('live:meter.label')} share={meter_share(level.rms_db)}
          good={loudness === 'good'} words={t(`live:meter.${loudness}`)} />
        <Group gap="sm">
          {state === 'recording'
            ? (
              <Button variant="default" onClick={pause}
                leftSection={<IconPlayerPauseFilled size={18} aria-hidden />}>
                {t('record.pause')}
              </Button>
            )
            : (
              <Button variant="default" onClick={go_on}
                leftSection={<IconMicrophone size={18} aria-hidden />}>
                {t('record.go_on')}
              </Button>
            )}
          <Button onClick={finish} disabled={length_ms < 1000}
            leftSection={<IconPlayerStopFilled size={18} aria-hidden />}>
            {t('record.finish')}
          </Button>
          <Button variant="subtle" onClick={forget}>{t('record.drop')}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      {(state === 'refused' || state === 'missing') && (
        <Note tone="warn" alert>{t(`live:microphone.${state}`)}</Note>
      )}
      <Group>{begin}</Group>
    </Stack>
  );
}

function Recorded({ bytes }: { bytes: Blob }) {
  const { t } = useTranslation(['recording', 'content', 'live']);
  const id = useId();
  const query = useQuery({
    queryKey: ['recorded', id, bytes.size], queryFn: () => sound_in(bytes), staleTime: Infinity,
  });
  if (query.error) return <Note tone="warn" alert>{t('record.unreadable')}</Note>;
  if (!query.data) return null;
  return (
    <AudioPlayer {...query.data} play_label={t('record.listen')}
      pause_label={t('content:listen.pause')} wave_label={t('content:listen.wave')} />
  );
}
