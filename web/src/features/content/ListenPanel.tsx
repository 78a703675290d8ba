import { Button, Card, Group, Progress, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconRefresh, IconVolume } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AudioPlayer } from '../../components/AudioPlayer';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { duration } from '../../lib/time';
import { in_language } from '../../lib/words';
import { peaks, sound } from '../media/api';
import { voices } from '../speech/api';
import { type Bulletin, change, render, type Rendering } from './api';

/** The voice, the sound as residents will hear it, and its waveform. */
export function ListenPanel({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['bulletin', bulletin.id] });
  const making = useMutation({ mutationFn: () => render(bulletin.id), onSuccess: refresh });
  const editable = may(bulletin, 'edit');
  const { rendering } = bulletin;
  return (
    <Stack gap="lg">
      {editable && <VoiceChoice bulletin={bulletin} on_change={() => making.mutate()} />}
      <Card>
        <Stack gap="md">
          {!rendering && <Text>{t('listen.none')}</Text>}
          {rendering && <Sounding rendering={rendering} />}
          {rendering?.state === 'failed' && (
            <Note tone="warn" alert>{rendering.message ?? t('listen.failed')}</Note>
          )}
          <ProblemNote error={making.error} />
          {editable && rendering?.state !== 'working' && rendering?.state !== 'waiting' && (
            <Group>
              <Button variant={rendering ? 'default' : 'filled'} loading={making.isPending}
                leftSection={rendering
                  ? <IconRefresh size={18} aria-hidden /> : <IconVolume size={18} aria-hidden />}
                disabled={!bulletin.text.trim()} onClick={() => making.mutate()}>
                {t(rendering ? 'listen.again' : 'listen.make')}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
    </Stack>
  );
}

function VoiceChoice({ bulletin, on_change }: { bulletin: Bulletin; on_change: () => void }) {
  const { t, i18n } = useTranslation('content');
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['voices'], queryFn: voices, staleTime: Infinity });
  const choosing = useMutation({
    mutationFn: (voice: string) => change(bulletin.id, bulletin.version, { voice }),
    onSuccess: (saved) => {
      client.setQueryData(['bulletin', bulletin.id], saved);
      on_change();
    },
  });
  const known = list.data?.items ?? [];
  const warning = known.find((one) => one.id === bulletin.voice)?.warning;
  return (
    <Stack gap="xs">
      <Select label={t('listen.voice')} maw={360} value={bulletin.voice} allowDeselect={false}
        data={known.map((one) => ({ value: one.id, label: one.name }))}
        disabled={choosing.isPending}
        onChange={(voice) => voice && choosing.mutate(voice)} />
      {warning && <Note tone="warn">{in_language(warning, i18n.language)}</Note>}
      <ProblemNote error={choosing.error} />
    </Stack>
  );
}

/** Progress while the sound is made, then the player. */
export function Sounding({ rendering }: { rendering: Rendering }) {
  const { t, i18n } = useTranslation('content');
  if (rendering.state === 'waiting' || rendering.state === 'working') {
    const part = Math.round((rendering.progress ?? 0) * 100);
    return (
      <div role="status">
        <Text mb={6}>{t('listen.working')}</Text>
        <Progress value={Math.max(4, part)} animated size="lg" aria-label={t('listen.working')} />
      </div>
    );
  }
  if (rendering.state !== 'ready' || !rendering.media) return null;
  const facts = [
    rendering.duration_ms ? duration(rendering.duration_ms, i18n.language) : undefined,
    rendering.loudness_lufs !== undefined
      ? t('listen.loudness', { value: rendering.loudness_lufs.toFixed(1) }) : undefined,
  ].filter(Boolean);
  return (
    <Stack gap="xs">
      <Sound media={rendering.media} />
      <Text size="sm" c="dimmed">{facts.join(' · ')}</Text>
    </Stack>
  );
}

function Sound({ media }: { media: string }) {
  const { t } = useTranslation('content');
  const query = useQuery({
    queryKey: ['sound', media],
    // The file's name is its content, so it never goes stale.
    staleTime: Infinity,
    queryFn: async () => {
      const [shape, source] = await Promise.all([peaks(media), sound(media)]);
      return { ...shape, source };
    },
  });
  if (query.error) return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={72} />;
  return (
    <AudioPlayer {...query.data} play_label={t('listen.play')} pause_label={t('listen.pause')}
      wave_label={t('listen.wave')} />
  );
}
