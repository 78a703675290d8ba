import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import { clock, date } from '../../lib/time';
import { answer_missed, type MissedRun, questions } from './api';

/** Runs that were missed and wait for an officer's decision; nothing when there are none. */
export function MissedRuns() {
  const { t } = useTranslation('schedule');
  const asked = useQuery({ queryKey: ['missed'], queryFn: questions, refetchInterval: 60_000 });
  const items = asked.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('missed.title')}>
      <Stack gap="sm">
        {items.map((one) => <MissedQuestion key={one.id} missed={one} />)}
      </Stack>
    </Section>
  );
}

/** What did not sound, why, and whether it is to be made up. */
export function MissedQuestion({ missed }: { missed: MissedRun }) {
  const { t, i18n } = useTranslation('schedule');
  const client = useQueryClient();
  const answering = useMutation({
    mutationFn: (make_up: boolean) => answer_missed(missed.id, make_up),
    onSettled: () => Promise.all([
      client.invalidateQueries({ queryKey: ['missed'] }),
      client.invalidateQueries({ queryKey: ['programmes'] }),
    ]),
  });
  const english = i18n.language.startsWith('en');
  return (
    <Note tone="warn" title={missed.title}>
      <Stack gap="xs">
        <Text>
          {t('missed.what', {
            time: clock(missed.nominal_at), date: date(missed.nominal_at),
            count: missed.devices.length, cause: t(`missed.cause.${missed.cause}`),
          })}
        </Text>
        <Text fw={500}>{english ? missed.message_en : missed.message_vi}</Text>
        {may(missed, 'answer') && (
          <Group gap="sm">
            <Button size="xs" loading={answering.isPending && answering.variables}
              disabled={answering.isPending} onClick={() => answering.mutate(true)}>
              {t('missed.make_up')}
            </Button>
            <Button size="xs" variant="default"
              loading={answering.isPending && !answering.variables}
              disabled={answering.isPending} onClick={() => answering.mutate(false)}>
              {t('missed.drop')}
            </Button>
          </Group>
        )}
        <ProblemNote error={answering.error} />
      </Stack>
    </Note>
  );
}
