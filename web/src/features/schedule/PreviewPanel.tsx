import { Box, Card, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { clock, day, duration } from '../../lib/time';
import { in_language } from '../../lib/words';
import type { NextRun, Preview, Refusal } from './api';
import { StaggerCard } from './Stagger';

const shown_max = 8;

/** What would happen, by the server's own reckoning, before anything is saved. */
export function PreviewPanel({
  query, complete,
}: { query: UseQueryResult<Preview>; complete: boolean }) {
  const { t, i18n } = useTranslation('schedule');
  if (!complete) return <Note>{t('preview.incomplete')}</Note>;
  if (query.error) {
    return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton height={220} />;
  const { can_be_saved, refusals, conflicts, next_runs, run_duration_ms, stagger } = query.data;
  return (
    <Stack gap="md" aria-live="polite">
      <Remarks title={t(can_be_saved ? 'preview.left_out' : 'preview.refused')} items={refusals}
        alert={!can_be_saved} />
      <Remarks title={t('preview.conflicts')} items={conflicts} />
      <Card>
        <Group justify="space-between" mb="xs">
          <Text fw={600}>{t('preview.next')}</Text>
          {run_duration_ms > 0 && (
            <Text size="sm" c="dimmed">
              {t('preview.length', { time: duration(run_duration_ms, i18n.language) })}
            </Text>
          )}
        </Group>
        {next_runs.length === 0 && <Text c="dimmed">{t('preview.none')}</Text>}
        <Stack gap={0}>
          {next_runs.slice(0, shown_max).map((run) => <Row key={run.at} run={run} />)}
        </Stack>
        {next_runs.length > shown_max && (
          <Text size="sm" c="dimmed" mt="xs">
            {t('preview.more', { count: next_runs.length - shown_max })}
          </Text>
        )}
      </Card>
      {stagger && <StaggerCard stagger={stagger} />}
    </Stack>
  );
}

/** `05:45`, or `05:45–05:52` when it takes longer than the minute shows. */
function span({ at, duration_ms }: NextRun): string {
  const [from, to] = [clock(at), clock(at + duration_ms)];
  return from === to ? from : `${from}–${to}`;
}

function Row({ run }: { run: NextRun }) {
  const { t, i18n } = useTranslation('schedule');
  const moved = run.reason !== 'planned';
  return (
    <Box py={8} style={{ borderTop: '1px solid var(--line)' }}>
      <Group justify="space-between" gap="xs">
        <Text className="numbers">
          <Text span fw={600}>{span(run)}</Text>{' '}{day(run.at, i18n.language)}
        </Text>
        <Chip tone={moved ? 'warn' : 'good'}>
          {t('on_devices', { count: run.device_count })}
        </Chip>
      </Group>
      {moved && <Text size="sm">{in_language(run.message, i18n.language)}</Text>}
    </Box>
  );
}

const told_max = 4;

interface RemarksProps {
  title: string;
  items: Refusal[];
  alert?: boolean;
}

/** The server's sentences; the same sentence is said once. */
function Remarks({ title, items, alert }: RemarksProps) {
  const { t, i18n } = useTranslation('schedule');
  const sentences = [...new Set(items.map((one) => in_language(one.message, i18n.language)))];
  if (sentences.length === 0) return null;
  return (
    <Note tone="warn" title={title} alert={alert}>
      <List size="sm" spacing={4}>
        {sentences.slice(0, told_max).map((one) => <List.Item key={one}>{one}</List.Item>)}
      </List>
      {sentences.length > told_max && (
        <Text size="sm">{t('preview.more', { count: sentences.length - told_max })}</Text>
      )}
    </Note>
  );
}
