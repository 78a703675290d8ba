import { Box, Card, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { clock, day, duration } from '../../lib/time';
import { in_language } from '../../lib/words';
import type { NextRun, Preview, Remark } from './api';

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
  const { refusals, conflicts, runs, duration_ms } = query.data;
  return (
    <Stack gap="md" aria-live="polite">
      <Remarks tone="warn" title={t('preview.refused')} items={refusals} alert />
      <Remarks tone="warn" title={t('preview.conflicts')} items={conflicts} />
      <Card>
        <Group justify="space-between" mb="xs">
          <Text fw={600}>{t('preview.next')}</Text>
          <Text size="sm" c="dimmed">
            {t('preview.length', { time: duration(duration_ms, i18n.language) })}
          </Text>
        </Group>
        {runs.length === 0 && <Text c="dimmed">{t('preview.none')}</Text>}
        <Stack gap={0}>
          {runs.slice(0, shown_max).map((run) => (
            <Row key={run.starts_at} run={run}
              told={refusals.some((one) => one.vi === run.remark?.vi)} />
          ))}
        </Stack>
        {runs.length > shown_max && (
          <Text size="sm" c="dimmed" mt="xs">
            {t('preview.more', { count: runs.length - shown_max })}
          </Text>
        )}
      </Card>
    </Stack>
  );
}

/** `05:45`, or `05:45–05:52` when it takes longer than the minute shows. */
function span(run: NextRun): string {
  const [from, to] = [clock(run.starts_at), clock(run.ends_at)];
  return from === to ? from : `${from}–${to}`;
}

function Row({ run, told }: { run: NextRun; told: boolean }) {
  const { t, i18n } = useTranslation('schedule');
  return (
    <Box py={8} style={{ borderTop: '1px solid var(--line)' }}>
      <Group justify="space-between" gap="xs">
        <Text className="numbers">
          <Text span fw={600}>{span(run)}</Text>
          {' '}{day(run.starts_at, i18n.language)}
        </Text>
        {run.remark
          ? <Chip tone="warn">{t('preview.look')}</Chip>
          : <Chip tone="good">{t('on_devices', { count: run.devices })}</Chip>}
      </Group>
      {run.remark && !told && <Text size="sm">{in_language(run.remark, i18n.language)}</Text>}
    </Box>
  );
}

interface RemarksProps {
  title: string;
  items: Remark[];
  tone: 'warn';
  alert?: boolean;
}

function Remarks({ title, items, tone, alert }: RemarksProps) {
  const { i18n } = useTranslation('schedule');
  if (items.length === 0) return null;
  return (
    <Note tone={tone} title={title} alert={alert}>
      <List size="sm" spacing={4}>
        {items.map((one) => (
          <List.Item key={`${one.code}${one.pointer ?? ''}${one.vi}`}>
            {in_language(one, i18n.language)}
          </List.Item>
        ))}
      </List>
    </Note>
  );
}
