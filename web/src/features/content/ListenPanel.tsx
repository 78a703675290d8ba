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
import { sound } from '../media/api';
import { voices } from '../speech/api';
import { type Bulletin, edit, render, type Rendering, sound_address } from './api';
import { main_variant, sound_of, text_in, with_draft } from './body';

/** The voice, the sound as residents will hear it, and its waveform. */
export function ListenPanel({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: () => render(bulletin.id),
    onSuccess: (made) => client.setQueryData(['bulletin', bulletin.id], made),
  });
  const editable = may(bulletin, 'edit');
  const rendering = sound_of(bulletin);
  return (
    <Stack gap="lg">
      {editable && <VoiceChoice bulletin={bulletin} on_change={() => making.mutate()} />}
      <Card>
        <Stack gap="md">
          {making.isPending && <Working />}
          {!making.isPending && (
            rendering
              ? <Sounding bulletin={bulletin} rendering={rendering} />
              : <Text>{t('listen.none')}</Text>
          )}
          <ProblemNote error={making.error} />
          {may(bulletin, 'render') && !making.isPending && (
            <Group>
              <Button variant={rendering ? 'default' : 'filled'}
                leftSection={rendering
                  ? <IconRefresh size={18} aria-hidden /> : <IconVolume size={18} aria-hidden />}
                disabled={!text_in(bulletin.body).trim()} onClick={() => making.mutate()}>
                {t(rendering ? 'listen.again' : 'listen.make')}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
    </Stack>
  );
}

function Working() {
  const { t } = useTranslation('content');
  return (
    <div role="status">
      <Text mb={6}>{t('listen.working')}</Text>
      <Progress value={100} animated size="lg" aria-label={t('listen.working')} />
    </div>
  );
}

function VoiceChoice({ bulletin, on_change }: { bulletin: Bulletin; on_change: () => void }) {
  const { t, i18n } = useTranslation('content');
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['voices'], queryFn: voices, staleTime: Infinity });
  const choosing = useMutation({
    mutationFn: (voice: string) =>
      edit(bulletin.id, bulletin.version, with_draft(bulletin.body, { voice })),
    onSuccess: (saved) => {
      client.setQueryData(['bulletin', bulletin.id], saved);
      on_change();
    },
  });
  const known = list.data?.items ?? [];
  const chosen = main_variant(bulletin.body)?.voice ?? known.find((one) => one.default)?.id ?? null;
  const warning = known.find((one) => one.id === chosen)?.warning;
  return (
    <Stack gap="xs">
      <Select label={t('listen.voice')} maw={360} value={chosen} allowDeselect={false}
        data={known.map((one) => ({ value: one.id, label: one.name }))}
        disabled={choosing.isPending}
        onChange={(voice) => voice && choosing.mutate(voice)} />
      {warning && <Note tone="warn">{in_language(warning, i18n.language)}</Note>}
      <ProblemNote error={choosing.error} />
    </Stack>
  );
}

/** The player of what was made, and how long it is. */
export function Sounding({ bulletin, rendering }: { bulletin: Bulletin; rendering: Rendering }) {
  const { t, i18n } = useTranslation('content');
  const { audio, language } = rendering;
  const query = useQuery({
    queryKey: ['sound', audio.sha256],
    // The file's name is its content, so it never goes stale.
    staleTime: Infinity,
    queryFn: () => sound(sound_address(bulletin.id, language)),
  });
  if (query.error) return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={72} />;
  return (
    <Stack gap="xs">
      <AudioPlayer {...query.data} play_label={t('listen.play')} pause_label={t('listen.pause')}
        wave_label={t('listen.wave')} />
      <Text size="sm" c="dimmed">{duration(audio.duration_ms, i18n.language)}</Text>
    </Stack>
  );
}
