import { Anchor, Button, Card, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { clock_seconds, date } from '../../lib/time';
import { outcome_of, state_tone } from './alarm';
import { acknowledge, alarm, type AlarmNotice, type AlarmWithNotices } from './api';

const moment = (ms: number) => `${clock_seconds(ms)} ${date(ms)}`;

export function AlarmPage() {
  const { id } = useParams({ from: '/shell/alarms/$id' });
  const query = useQuery({
    queryKey: ['alarm', id], queryFn: () => alarm(id), refetchInterval: 15_000,
  });
  return <Loaded query={query}>{(data) => <Shown alarm={data} />}</Loaded>;
}

function Shown({ alarm: shown }: { alarm: AlarmWithNotices }) {
  const { t } = useTranslation('alarms');
  const intro = (
    <Group gap={8} mt={4}>
      <Chip tone={state_tone[shown.state]}>{t(`state.${shown.state}`)}</Chip>
      <Anchor component={Link} to={`/devices/${shown.device}`}>{shown.device_name}</Anchor>
    </Group>
  );
  return (
    <Page title={t(`kinds.${shown.kind}`)} intro={intro} width={900}>
      <Note tone={shown.state === 'cleared' ? 'good' : 'warn'}>
        {t(`causes.${shown.cause}`, { defaultValue: t('other_cause', { code: shown.cause }) })}
      </Note>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        <Fact name={t('facts.raised')} value={moment(shown.raised_at)} />
        {shown.cleared_at !== undefined && (
          <Fact name={t('facts.cleared')} value={moment(shown.cleared_at)} />
        )}
        {shown.escalate_at !== undefined && (
          <Fact name={t('facts.escalates')} value={moment(shown.escalate_at)} />
        )}
        <Fact name={t('facts.level')}
          value={t(`levels.${Math.min(shown.level, 2)}`)} />
      </SimpleGrid>
      {shown.acknowledged_at !== undefined && (
        <Section title={t('taken_title')}>
          <Text>{t('taken_by', { name: shown.acknowledged_by })} · {moment(shown.acknowledged_at)}
          </Text>
          {shown.note && <Text>{shown.note}</Text>}
        </Section>
      )}
      {may(shown, 'acknowledge') && <TakeOn key={shown.version} alarm={shown} />}
      <Section title={t('told_title')}>
        {shown.notices.length === 0 && <Text c="dimmed">{t('told_nobody')}</Text>}
        {shown.notices.length > 0 && (
          <div className="list">
            {shown.notices.map((one, index) => <Told key={index} notice={one} />)}
          </div>
        )}
      </Section>
    </Page>
  );
}

function TakeOn({ alarm: shown }: { alarm: AlarmWithNotices }) {
  const { t } = useTranslation('alarms');
  const client = useQueryClient();
  const [note, set_note] = useState(shown.note ?? '');
  const taking = useMutation({
    mutationFn: () => acknowledge(shown.id, note),
    onSuccess: (after) => {
      client.setQueryData(['alarm', shown.id], after);
      void client.invalidateQueries({ queryKey: ['alarms'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    taking.mutate();
  };
  const action = shown.state === 'open' ? 'take_on' : 'save_note';
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <Textarea label={t('note')} description={t('note_hint')} autosize minRows={2}
          maxLength={500} value={note} onChange={(event) => set_note(event.currentTarget.value)} />
        <ProblemNote error={taking.error} />
        <Group><Button type="submit" loading={taking.isPending}>{t(action)}</Button></Group>
      </Stack>
    </form>
  );
}

function Told({ notice }: { notice: AlarmNotice }) {
  const { t } = useTranslation('alarms');
  const outcome = outcome_of(notice);
  return (
    <div className="row-link">
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 14rem', overflowWrap: 'anywhere' }}>
          <Text>{t(`happenings.${notice.happening}`)} · {notice.address}</Text>
          {notice.last_error && <Text size="sm" c="dimmed">{notice.last_error}</Text>}
        </div>
        <Chip tone={outcome === 'sent' ? 'good' : outcome === 'waiting' ? 'plain' : 'warn'}>
          {t(`outcomes.${outcome}`)}
        </Chip>
      </Group>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <Card padding="md">
      <Text size="sm" c="dimmed">{name}</Text>
      <Text fw={600} className="numbers">{value}</Text>
    </Card>
  );
}
