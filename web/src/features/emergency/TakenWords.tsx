import { Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '../../components/FileDrop';
import { Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { clock, date, duration } from '../../lib/time';
import { useMe } from '../identity/useMe';
import { type MediaFile, upload_sound } from '../media/api';
import type { Recorded } from './emergency';

const Recorder = lazy(async () =>
  ({ default: (await import('../recording/Recorder')).Recorder }));

function taken_from({ sound }: MediaFile): Recorded {
  if (!sound) throw new Error('the file has no sound');
  const { sha256, size_bytes, duration_ms } = sound;
  return { sha256, size_bytes, duration_ms };
}

/** Words in somebody's own voice, spoken here or brought as a file. */
export function TakenWords({ recording, on_change }: {
  recording: Recorded | undefined;
  on_change: (recording: Recorded) => void;
}) {
  const { t, i18n } = useTranslation(['emergency', 'recording']);
  const { unit } = useMe();
  const [part, set_part] = useState(0);
  const sending = useMutation({
    mutationFn: async (file: File) => {
      set_part(0);
      return taken_from(await upload_sound(file, unit.area, set_part));
    },
    onSuccess: on_change,
  });
  const send = (bytes: Blob) => {
    const now = Date.now();
    const name = t('recording:file_name', { day: date(now), time: clock(now).replace(':', 'h') });
    sending.mutate(new File([bytes], name, { type: bytes.type }));
  };
  return (
    <Stack gap="md" mb="md">
      {recording && (
        <Note tone="good">
          {t('voice.taken', { time: duration(recording.duration_ms, i18n.language) })}
        </Note>
      )}
      <Suspense fallback={<Waiting rows={1} />}>
        <Recorder key={recording?.sha256 ?? 'none'} busy={sending.isPending} on_take={send} />
      </Suspense>
      <FileDrop label={t('recording:upload')} button={t('recording:upload')}
        hint={t('recording:upload_hint')} accept="audio/*,video/mp4,video/webm"
        busy={sending.isPending} on_file={(file) => sending.mutate(file)} />
      {sending.isPending && (
        <Progress value={part * 100} animated aria-label={t('recording:sending')} />
      )}
      {sending.isPending && <Text size="sm" role="status">{t('recording:sending')}</Text>}
      <ProblemNote error={sending.error} />
    </Stack>
  );
}
