import { Anchor, Box, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import { clock_seconds, day, duration } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { ClassChip } from '../content/BulletinRow';
import { type Run, run } from './api';
import { delivery_states, delivery_tone, run_tone } from './delivery';
import { DeliveryList } from './DeliveryList';
import { ProofTable } from './ProofTable';
import { StopRun } from './StopRun';

/** One broadcast while it sounds, and afterwards its proof. */
export function RunPage() {
  const { id } = useParams({ from: '/shell/runs/$id' });
  const query = useQuery({
    queryKey: ['run', id],
    queryFn: () => run(id),
    // Events bring most changes; while something sounds, ask anyway.
    refetchInterval: ({ state }) => {
      const shown = state.data;
      if (!shown) return false;
      const near = shown.starts_at - Date.now() < 60_000 && Date.now() < shown.ends_at + 120_000;
      return near ? 1000 : 15_000;
    },
  });
  return <Loaded query={query}>{(data) => <Shown run={data} />}</Loaded>;
}

function Shown({ run: shown }: { run: Run }) {
  const { t, i18n } = useTranslation('broadcast');
  const intro = (
    <Group gap={8} mt={4}>
      <Chip tone={run_tone[shown.state]} live={shown.state === 'playing'}>
        {t(`run_states.${shown.state}`)}
      </Chip>
      <ClassChip value={shown.class} />
      <Text size="sm" c="dimmed" className="numbers">
        {clock_seconds(shown.starts_at)}–{clock_seconds(shown.ends_at)} ·{' '}
        {day(shown.starts_at, i18n.language)} ·{' '}
        {duration(shown.ends_at - shown.starts_at, i18n.language)}
      </Text>
    </Group>
  );
  const stoppable = may(shown, 'stop') && Date.now() < shown.ends_at;
  const proven = shown.deliveries.some((one) => one.proof);
  return (
    <Page title={shown.title} intro={intro}
      actions={<StopRun run={shown} offered={stoppable} />}>
      <Clock run={shown} />
      {shown.stop && (
        <Note title={t('run.stopped', {
          name: shown.stop.by_name, time: clock_seconds(shown.stop.at),
          day: day(shown.stop.at, i18n.language),
        })}>
          {shown.stop.reason}
        </Note>
      )}
      <Section title={t('run.devices')} aside={<Counts run={shown} />}>
        <DeliveryList deliveries={shown.deliveries} />
        <Anchor component={Link} to={`/runs/${shown.id}/why`}>{t('why.link')}</Anchor>
      </Section>
      <Section title={t('proof.title')}>
        {proven
          ? <ProofTable deliveries={shown.deliveries} />
          : <Note>{t('proof.none')}</Note>}
      </Section>
    </Page>
  );
}

/** How far the sound has come, second by second. */
function Clock({ run: shown }: { run: Run }) {
  const { t, i18n } = useTranslation('broadcast');
  const now = useNow(500);
  const length = shown.ends_at - shown.starts_at;
  const passed = Math.min(length, Math.max(0, now - shown.starts_at));
  const over = ['done', 'missed', 'stopped', 'cancelled'].includes(shown.state);
  if (over || now > shown.ends_at + 5000) return null;
  const words = now < shown.starts_at
    ? t('run.starts_in', { time: duration(shown.starts_at - now, i18n.language) })
    : t('run.sounding', {
      passed: duration(passed, i18n.language), all: duration(length, i18n.language),
    });
  return (
    <Box className="note">
      <Stack gap={8}>
        <Text fw={600} className="numbers" role="timer">{words}</Text>
        <Progress size="lg" value={length > 0 ? (passed / length) * 100 : 0}
          aria-label={t('run.progress')} />
      </Stack>
    </Box>
  );
}

function Counts({ run: shown }: { run: Run }) {
  const { t } = useTranslation('broadcast');
  const counts = delivery_states
    .map((state) => ({
      state, count: shown.deliveries.filter((one) => one.state === state).length,
    }))
    .filter((one) => one.count > 0);
  return (
    <Group gap={6} aria-live="polite">
      {counts.map(({ state, count }) => (
        <Chip key={state} tone={delivery_tone[state]} live={state === 'playing'}>
          {count} {t(`states.${state}`).toLocaleLowerCase()}
        </Chip>
      ))}
    </Group>
  );
}
