import { Card, Stack, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { alarms as alarm_page } from '../alarms/api';
import { bulletins } from '../content/api';
import { BulletinRow } from '../content/BulletinRow';
import { useMe } from '../identity/useMe';
import { questions as missed_questions } from '../schedule/api';
import { type Undelivered, undelivered as ask_undelivered } from '../undelivered/api';
import {
  alarms_shown_max, questions, shown_most, urgent_for, view_of_kind, waiting_for, type WaitingGroup,
} from './waiting';

// On most days nothing is broken and nothing was missed.
const UrgentWaiting = lazy(async () =>
  ({ default: (await import('./UrgentWaiting')).UrgentWaiting }));

const ask_again_ms = 60_000;

/** Each state is asked for by itself, so that a long archive hides nothing. */
export function WaitingForMe() {
  const { t } = useTranslation('home');
  const actor = useMe();
  const found = useQueries({
    queries: questions(actor.id).map((query) => ({
      queryKey: ['bulletins', query], queryFn: () => bulletins(query),
    })),
  });
  const missed = useQuery({
    queryKey: ['missed'], queryFn: missed_questions, refetchInterval: ask_again_ms,
  });
  const alarms = useQuery({
    queryKey: ['alarms', 'first'],
    queryFn: () => alarm_page('open', undefined, alarms_shown_max + 1),
    refetchInterval: ask_again_ms,
  });
  const decides = may(actor, 'manage_settings');
  const undelivered = useQuery({
    queryKey: ['undelivered'], queryFn: ask_undelivered, refetchInterval: ask_again_ms,
    enabled: decides,
  });
  const asked = [...found, missed, alarms, ...(decides ? [undelivered] : [])];
  const failed = asked.find((one) => one.error && !one.data);
  if (failed) return <ProblemNote error={failed.error} retry={() => void failed.refetch()} />;
  if (asked.some((one) => !one.data)) return <Waiting rows={3} />;
  const groups = waiting_for(actor.id, found.flatMap((one) => one.data?.items ?? []))
    .filter((group) => group.items.length > 0);
  const urgent = urgent_for(missed.data?.items ?? [], alarms.data?.items ?? []);
  const broken = urgent.missed.length + urgent.alarms.length > 0;
  const stuck = undelivered.data ? stuck_in(undelivered.data) : 0;
  return (
    <Section title={t('waiting.title')}>
      {groups.length === 0 && !broken && stuck === 0 && <Card><Text c="dimmed">{t('waiting.none')}</Text></Card>}
      {groups.filter(({ kind }) => kind === 'confirm').map((one) => (
        <Bulletins key={one.kind} group={one} />
      ))}
      {broken && <Suspense fallback={<Waiting rows={1} />}><UrgentWaiting {...urgent} /></Suspense>}
      {groups.filter(({ kind }) => kind !== 'confirm').map((one) => (
        <Bulletins key={one.kind} group={one} />
      ))}
      {undelivered.data && stuck > 0 && <Stuck count={stuck} more={undelivered.data.more} />}
    </Section>
  );
}

const stuck_in = ({ notices, work }: Undelivered) => notices.length + work.length;

/** What the server could not deliver, for whoever may decide over it. */
function Stuck({ count, more }: { count: number; more: boolean }) {
  const { t } = useTranslation('home');
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} c="dimmed">{t('waiting.undelivered')}</Text>
      <div className="list">
        <Link className="row-link" to="/undelivered">
          {t(more ? 'waiting.undelivered_many' : 'waiting.undelivered_count', { count })}
        </Link>
      </div>
    </Stack>
  );
}

function Bulletins({ group }: { group: WaitingGroup }) {
  const { t } = useTranslation('home');
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} c="dimmed">{t(`waiting.${group.kind}`)}</Text>
      <div className="list">
        {group.items.slice(0, shown_most).map((one) => (
          <BulletinRow key={one.id} bulletin={one} />
        ))}
        {group.items.length > shown_most && (
          <Link className="row-link row-more" to="/bulletins" search={view_of_kind[group.kind]}
            aria-label={`${t('waiting.all')}: ${t(`waiting.${group.kind}`)}`}>
            {t('waiting.all')}
          </Link>
        )}
      </div>
    </Stack>
  );
}
