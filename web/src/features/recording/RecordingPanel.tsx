import { Button, Card, Group, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconCut } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '../../components/FileDrop';
import { Waiting } from '../../components/Loading';
import { ProblemNote } from '../../components/ProblemNote';
import { offer_undo } from '../../components/notice';
import { may } from '../../lib/abilities';
import { clock, date } from '../../lib/time';
import type { Bulletin } from '../content/api';
import { main_variant } from '../content/body';
import { type MediaFile, upload_sound } from '../media/api';
import { bring_back, file_of, use_recording, use_voice } from './api';

const Recorder = lazy(async () => ({ default: (await import('./Recorder')).Recorder }));
const Trim = lazy(async () => ({ default: (await import('./Trim')).Trim }));

/** Every browser calls what it writes otherwise; the server looks into the bytes. */
const kinds = 'audio/*,video/mp4,video/webm,.mp3,.wav,.m4a,.ogg,.opus,.flac,.aac,.amr';

/** Who speaks: a voice of the machine, or a person whose recording is taken. */
export function RecordingPanel({ bulletin, children }: {
  bulletin: Bulletin;
  /** What there is to choose about a voice. */
  children: ReactNode;
}) {
  const { t } = useTranslation('recording');
  const recorded = main_variant(bulletin.body)?.source === 'recording';
  const [wanted, set_wanted] = useState<'voice' | 'recording'>(recorded ? 'recording' : 'voice');
  const client = useQueryClient();
  const take = (saved: Bulletin) => {
    client.setQueryData(['bulletin', saved.id], saved);
    void client.invalidateQueries({ queryKey: ['render', saved.id] });
    void client.invalidateQueries({ queryKey: ['bulletins'] });
  };
  const voicing = useMutation({
    mutationFn: () => use_voice(bulletin),
    onSuccess: (saved) => {
      take(saved);
      offer_undo(t('left'), async () => {
        take(await bring_back(saved.id, bulletin.body));
        set_wanted('recording');
      });
    },
  });
  const choose = (value: string) => {
    set_wanted(value === 'voice' ? 'voice' : 'recording');
    if (value === 'voice' && recorded) voicing.mutate();
  };
  return (
    <Stack gap="md">
      <div>
        <Text fw={500} size="sm" mb={6} id="speaker-label">{t('who')}</Text>
        <SegmentedControl value={wanted} aria-labelledby="speaker-label" fullWidth maw={420}
          disabled={voicing.isPending} onChange={choose}
          data={[
            { value: 'voice', label: t('voice') }, { value: 'recording', label: t('recording') },
          ]} />
      </div>
      <ProblemNote error={voicing.error} />
      {wanted === 'recording' ? <Recording bulletin={bulletin} on_saved={take} /> : children}
    </Stack>
  );
}

interface RecordingProps {
  bulletin: Bulletin;
  on_saved: (saved: Bulletin) => void;
}

function Recording({ bulletin, on_saved }: RecordingProps) {
  const { t } = useTranslation('recording');
  const [part, set_part] = useState(0);
  const [trims, set_trims] = useState(false);
  const sound = main_variant(bulletin.body)?.recording?.sha256;
  const file = useQuery({
    queryKey: ['media', 'sound', sound], queryFn: () => file_of(sound ?? ''),
    enabled: sound !== undefined,
  });
  const sending = useMutation({
    mutationFn: async (chosen: File) => {
      set_part(0);
      return use_recording(bulletin, await upload_sound(chosen, bulletin.body.area, set_part));
    },
    onSuccess: on_saved,
  });
  const taking = useMutation({
    mutationFn: (made: MediaFile) => use_recording(bulletin, made),
    onSuccess: (saved) => {
      set_trims(false);
      on_saved(saved);
    },
  });
  if (!may(bulletin, 'edit')) return null;
  const send = (bytes: Blob) => {
    const now = Date.now();
    const name = t('file_name', { day: date(now), time: clock(now).replace(':', 'h') });
    sending.mutate(new File([bytes], name, { type: bytes.type }));
  };
  if (trims && file.data) {
    return (
      <Card>
        <Suspense fallback={<Waiting />}>
          <Trim file={file.data} error={taking.error} on_made={(made) => taking.mutate(made)}
            on_close={() => set_trims(false)} />
        </Suspense>
      </Card>
    );
  }
  return (
    <Card>
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t('hint')}</Text>
        <Suspense fallback={<Waiting />}>
          <Recorder key={sound ?? 'none'} busy={sending.isPending} on_take={send} />
        </Suspense>
        <FileDrop label={t('upload')} button={t('upload')} hint={t('upload_hint')} accept={kinds}
          busy={sending.isPending} on_file={(chosen) => sending.mutate(chosen)} />
        {sending.isPending && (
          <Progress.Root size="lg">
            <Progress.Section value={100 * part} animated aria-label={t('sending')} />
          </Progress.Root>
        )}
        <ProblemNote error={sending.error} />
        {file.data && may(file.data, 'cut') && (
          <Group>
            <Button variant="default" leftSection={<IconCut size={18} aria-hidden />}
              onClick={() => set_trims(true)}>
              {t('trim.open')}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
