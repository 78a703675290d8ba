import { Button, Card, Group, Progress, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconRefresh, IconVolume } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AudioPlayer } from '../../components/AudioPlayer';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { duration } from '../../lib/time';
import { in_language } from '../../lib/words';
import { sound } from '../media/api';
import { voices } from '../speech/api';
import { useUsualVoice } from '../speech/useUsualVoice';
import {
  type Bulletin, cancel_render, edit, is_open, latest_render, render, type Rendering,
  type RenderJob, sound_address,
} from './api';
import { main_variant, sound_of, text_in, with_draft } from './body';

const RecordingPanel = lazy(async () =>
  ({ default: (await import('../recording/RecordingPanel')).RecordingPanel }));

/** How often the progress is asked for, should the live line be down. */
const ask_again_ms = 2000;

/** The voice, the sound as residents will hear it, and its waveform. */
export function ListenPanel({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const job = useQuery({
    queryKey: ['render', bulletin.id],
    queryFn: () => latest_render(bulletin.id),
    refetchInterval: ({ state }) => (is_open(state.data) ? ask_again_ms : false),
  });
  const take = (one: RenderJob) => client.setQueryData(['render', bulletin.id], one);
  const making = useMutation({
    mutationFn: (language?: string) => render(bulletin.id, language), onSuccess: take,
  });
  const state = job.data?.state;
  // A recording is taken over so quickly that a job may be seen first when it is done.
  const done = state === 'done' ? job.data?.id : undefined;
  useEffect(() => {
    if (done) void client.invalidateQueries({ queryKey: ['bulletin', bulletin.id] });
  }, [client, bulletin.id, done]);
  const editable = may(bulletin, 'edit');
  const rendering = sound_of(bulletin);
  const working = is_open(job.data);
  return (
    <Stack gap="lg">
      {editable && (
        <Suspense fallback={<Skeleton height={62} />}>
          <RecordingPanel bulletin={bulletin}>
            <VoiceChoice bulletin={bulletin} on_change={() => making.mutate(undefined)} />
          </RecordingPanel>
        </Suspense>
      )}
      <Card>
        <Stack gap="md">
          {working && job.data && <Working job={job.data} on_cancel={take} />}
          {!working && (
            rendering
              ? <Sounding bulletin={bulletin} rendering={rendering} />
              : <Text>{t('listen.none')}</Text>
          )}
          {state === 'failed' && !rendering && job.data?.failure && <Failed job={job.data} />}
          <ProblemNote error={making.error} />
          {may(bulletin, 'render') && !working && (
            <Group>
              <Button variant={rendering ? 'default' : 'filled'} loading={making.isPending}
                leftSection={rendering
                  ? <IconRefresh size={18} aria-hidden /> : <IconVolume size={18} aria-hidden />}
                disabled={!text_in(bulletin.body).trim()}
                onClick={() => making.mutate(rendering?.language)}>
                {t(rendering ? 'listen.again' : 'listen.make')}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
    </Stack>
  );
}

/** Sentences read of all, and the way back. */
function Working({ job, on_cancel }: { job: RenderJob; on_cancel: (job: RenderJob) => void }) {
  const { t } = useTranslation('content');
  const cancelling = useMutation({
    mutationFn: () => cancel_render(job.id), onSuccess: on_cancel,
  });
  const { sentences_done: done, sentences_total: total } = job;
  return (
    <Stack gap="xs">
      <Text role="status">
        {job.state === 'waiting' ? t('listen.queued') : t('listen.working', { done, total })}
      </Text>
      <Progress.Root size="lg">
        <Progress.Section value={total > 0 ? (100 * done) / total : 0} animated
          aria-label={t('listen.progress')} />
      </Progress.Root>
      {job.abilities.includes('cancel') && (
        <Group>
          <Button variant="default" size="xs" loading={cancelling.isPending}
            onClick={() => cancelling.mutate()}>
            {t('listen.cancel')}
          </Button>
        </Group>
      )}
      <ProblemNote error={cancelling.error} />
    </Stack>
  );
}

function Failed({ job }: { job: RenderJob }) {
  const { i18n } = useTranslation('content');
  return (
    <Note tone="warn" alert>
      {job.failure && in_language(job.failure.message, i18n.language)}
    </Note>
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
  const usual = useUsualVoice(bulletin.body.area);
  const chosen = main_variant(bulletin.body)?.voice ?? usual ?? null;
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
