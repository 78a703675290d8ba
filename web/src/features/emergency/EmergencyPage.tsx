import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconFileCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { LoadedPages } from '../../components/LoadedPages';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useMe } from '../identity/useMe';
import { check_record, type Emergency, emergencies } from './api';
import { stage_tone } from './emergency';
import { PreparedBulletins } from './PreparedBulletins';

/** The one place from which an emergency is raised, watched and looked up afterwards. */
export function EmergencyPage() {
  const { t } = useTranslation('emergency');
  const actor = useMe();
  const raises = may(actor, 'raise_emergency');
  return (
    <Page title={t('title')} intro={t('intro')} width={820}>
      {raises && (
        <Group gap="sm">
          <LinkButton to="/emergency/raise" size="lg" color="red" className="raise-button"
            leftSection={<IconAlertTriangle size={22} aria-hidden />}>
            {t('raise_action')}
          </LinkButton>
          <LinkButton to="/emergency/raise" search={{ mode: 'exercise' }} size="lg"
            variant="default">
            {t('exercise.begin')}
          </LinkButton>
          <LinkButton to="/emergency/templates" size="lg" variant="subtle">
            {t('templates.title')}
          </LinkButton>
        </Group>
      )}
      {!raises && <Note>{t('no_right')}</Note>}
      <PreparedBulletins />
      <History />
      <RecordCheck />
    </Page>
  );
}

function History() {
  const { t } = useTranslation('emergency');
  const list = useInfiniteQuery({
    queryKey: ['emergencies', 'all'], queryFn: ({ pageParam }) => emergencies(pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (last) => last.next,
  });
  return (
    <Section title={t('history')}>
      <LoadedPages query={list} items_of={(page) => page.items}
        empty={(
          <EmptyState icon={<IconAlertTriangle size={28} />} title={t('none')}>
            {t('none_hint')}
          </EmptyState>
        )}>
        {(one) => <Row key={one.id} emergency={one} />}
      </LoadedPages>
    </Section>
  );
}

function Row({ emergency }: { emergency: Emergency }) {
  const { t, i18n } = useTranslation('emergency');
  const now = useNow();
  const { id, title, raised_at, raised_by, board, stage, ending } = emergency;
  return (
    <Link className="row-link" to="/emergency/$id" params={{ id }}>
      <Group justify="space-between" gap="xs">
        <div style={{ flex: '1 1 14rem', minWidth: 0 }}>
          <Text fw={500}>{title}</Text>
          <Text size="sm" c="dimmed" className="numbers">
            {[
              when(raised_at, now, i18n.language), raised_by.name,
              t('sounded_of', { sounded: board.sounded, devices: board.devices }),
            ].join(' · ')}
          </Text>
        </div>
        <Chip tone={stage_tone(emergency)} live={stage === 'on_air'}>
          {ending ? t(`endings.${ending}`) : t(`stages.${stage}`)}
        </Chip>
      </Group>
    </Link>
  );
}

/** Anybody who was handed a record can ask whether it is the one that was signed. */
function RecordCheck() {
  const { t, i18n } = useTranslation('emergency');
  const now = useNow();
  const checking = useMutation({
    mutationFn: async (file: File) =>
      check_record(JSON.parse(await file.text()) as Record<string, never>),
  });
  return (
    <Section title={t('record.check_title')}>
      <Text c="dimmed">{t('record.check_hint')}</Text>
      <Group>
        <FileButton accept=".json,application/json"
          onChange={(file) => file && checking.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={checking.isPending}
              leftSection={<IconFileCheck size={18} aria-hidden />}>
              {t('record.choose')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Stack role="status" gap="sm">
        {checking.data && (
          <Note tone="good" title={t('record.genuine')}>
            {t('record.genuine_of', {
              title: checking.data.title, time: when(checking.data.made_at, now, i18n.language),
            })}
          </Note>
        )}
        {checking.error && (
          checking.error instanceof SyntaxError
            ? <Note tone="warn" alert>{t('record.no_record')}</Note>
            : <ProblemNote error={checking.error} />
        )}
      </Stack>
    </Section>
  );
}
