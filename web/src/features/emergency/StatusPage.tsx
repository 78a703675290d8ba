import { Box, Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { clock, clock_seconds, duration, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { confirm, type Emergency, emergency, record } from './api';
import { Board } from './Board';
import { is_open, sounding, stage_tone } from './emergency';
import type { EndAct } from './EndDialog';
import { ExerciseMark } from './ExerciseMark';

// Most who look on end nothing.
const EndDialog = lazy(async () => ({ default: (await import('./EndDialog')).EndDialog }));
const Voice = lazy(async () => ({ default: (await import('./Voice')).Voice }));

export function StatusPage() {
  const { id } = useParams({ from: '/shell/emergency/$id' });
  const query = useQuery({
    queryKey: ['emergency', id], queryFn: () => emergency(id),
    // Changes are told at once; this is for a line that tells nothing and for the clock's ends.
    refetchInterval: ({ state }) => (state.data && is_open(state.data) ? 2000 : false),
  });
  return <Loaded query={query}>{(one) => <Shown emergency={one} />}</Loaded>;
}

function Shown({ emergency: one }: { emergency: Emergency }) {
  const { t, i18n } = useTranslation('emergency');
  const now = useNow(1000);
  const intro = (
    <Group gap={8} mt={4}>
      <Chip tone={stage_tone(one)} live={one.stage === 'on_air'}>
        {one.ending ? t(`endings.${one.ending}`) : t(`stages.${one.stage}`)}
      </Chip>
      <Text size="sm" c="dimmed">
        {t('raised_by', { name: one.raised_by.name, time: when(one.raised_at, now, i18n.language) })}
      </Text>
    </Group>
  );
  return (
    <Page title={one.title} intro={intro} width={900}>
      {one.mode === 'exercise' && <ExerciseMark />}
      <State emergency={one} now={now} />
      <Actions emergency={one} />
      {(may(one, 'speak') || one.voice_run !== undefined) && (
        <Suspense><Voice emergency={one} /></Suspense>
      )}
      <Board emergency={one} />
      <Section title={t('spoken')}>
        <Text className="prose">{one.speech.text || t('voice.no_words')}</Text>
        {one.speech.problem && <Note tone="warn">{one.speech.problem}</Note>}
        {one.closing && (
          <>
            <Text fw={600}>{t('spoken_after')}</Text>
            <Text className="prose">{one.closing.text}</Text>
          </>
        )}
      </Section>
      <Deeds emergency={one} />
      <SaveRecord id={one.id} />
    </Page>
  );
}

/** What is going on in one sentence, with the time that is left. */
function State({ emergency: one, now }: { emergency: Emergency; now: number }) {
  const { t, i18n } = useTranslation('emergency');
  const left = (until: number) => duration(Math.max(0, until - now), i18n.language);
  const tone = stage_tone(one) === 'emergency' ? 'emergency' : 'accent';
  if (one.stage === 'over') return null;
  return (
    <Note tone={tone} title={one.stage === 'waiting' ? t('state.waiting') : t('state.on_air')}>
      <Stack gap={2} className="numbers">
        {one.stage === 'on_air' && one.expires_at && (
          <Text>{t('state.until', { time: clock(one.expires_at), left: left(one.expires_at) })}</Text>
        )}
        {one.stage === 'on_air' && !one.speech.run && <Text>{t(`state.${sounding(one)}`)}</Text>}
        {one.confirmation_due && (
          <Text>
            {t(one.stage === 'waiting' ? 'state.confirm_or_drop' : 'state.confirm_or_end', {
              time: clock(one.confirmation_due), left: left(one.confirmation_due),
            })}
          </Text>
        )}
        {one.confirmed_by && <Text>{t('state.confirmed', { name: one.confirmed_by.name })}</Text>}
      </Stack>
    </Note>
  );
}

function Actions({ emergency: one }: { emergency: Emergency }) {
  const { t } = useTranslation('emergency');
  const client = useQueryClient();
  const [ending, set_ending] = useState<EndAct>();
  const confirming = useMutation({
    mutationFn: () => confirm(one.id),
    onSettled: () => Promise.all(['emergency', 'emergencies'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }))),
  });
  const acts: EndAct[] = (['all-clear', 'cancel', 'refuse'] as const).filter((act) => may(one, act));
  // Who refuses an order that waits need not cancel it as well.
  const offered = acts.includes('refuse') ? acts.filter((act) => act !== 'cancel') : acts;
  const real = one.mode === 'real';
  return (
    <>
      <Group gap="sm">
        {may(one, 'confirm') && (
          <Button size="lg" color={real ? 'red' : undefined} loading={confirming.isPending}
            className={real ? 'go-button raise-button' : 'go-button'} onClick={() => confirming.mutate()}>
            {t(one.stage === 'waiting' ? 'confirm_go' : 'confirm', { count: one.devices })}
          </Button>
        )}
        {offered.map((act) => (
          <Button key={act} size="lg" variant="default" onClick={() => set_ending(act)}>
            {t(`end.${act}.button`)}
          </Button>
        ))}
      </Group>
      <ProblemNote error={confirming.error} />
      {ending && (
        <Suspense>
          <EndDialog act={ending} emergency={one} on_close={() => set_ending(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function Deeds({ emergency: one }: { emergency: Emergency }) {
  const { t } = useTranslation('emergency');
  return (
    <Section title={t('deeds.title')}>
      <div className="list">
        {one.history.map((deed, index) => (
          <div key={index} className="row-link">
            <Group justify="space-between" gap="xs">
              <Box flex="1 1 14rem">
                <Text>
                  {t(`deeds.${deed.what}`, { defaultValue: deed.what })}
                  {deed.second_factor && ` · ${t('deeds.second_factor')}`}
                </Text>
                {deed.note && <Text size="sm" c="dimmed">{deed.note}</Text>}
              </Box>
              <Text size="sm" c="dimmed" className="numbers">
                {deed.by.name} · {clock_seconds(deed.at)}
              </Text>
            </Group>
          </div>
        ))}
      </div>
    </Section>
  );
}

function SaveRecord({ id }: { id: string }) {
  const { t } = useTranslation('emergency');
  const saving = useMutation({
    mutationFn: () => record(id),
    onSuccess: (file) => {
      const address = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = address;
      link.download = `emergency-${id}.dsse.json`;
      link.click();
      URL.revokeObjectURL(address);
    },
  });
  return (
    <Section title={t('record.title')}>
      <Text c="dimmed">{t('record.hint')}</Text>
      <Group>
        <Button variant="default" loading={saving.isPending} onClick={() => saving.mutate()}
          leftSection={<IconDownload size={18} aria-hidden />}>
          {t('record.save')}
        </Button>
      </Group>
      <ProblemNote error={saving.error} />
    </Section>
  );
}
