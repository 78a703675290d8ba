import { Button, Card, Code, Group, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { in_language } from '../../lib/words';
import { type Anchor, verify } from './api';

const storage_key = 'nguon.audit.noted';

function noted(): Anchor | undefined {
  try {
    return JSON.parse(localStorage.getItem(storage_key) ?? 'null') as Anchor ?? undefined;
  } catch {
    return undefined;
  }
}

function note(head: Anchor) {
  try {
    localStorage.setItem(storage_key, JSON.stringify(head));
  } catch {
    // Then the next check has nothing to compare with.
  }
}

/** Each entry holds the hash of the one before; the newest is kept here, so that a log that was cut
 * short is found as well. */
export function ChainCheck() {
  const { t, i18n } = useTranslation('audit');
  const before = noted();
  const checking = useMutation({
    mutationFn: () => verify(before),
    onSuccess: ({ head, broken }) => {
      if (!broken) note(head);
    },
  });
  const found = checking.data;
  return (
    <Card padding="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <div style={{ flex: '1 1 16rem' }}>
            <Text fw={500}>{t('chain.title')}</Text>
            <Text size="sm" c="dimmed">
              {t('chain.why')}{' '}{before && t('chain.noted', { seq: before.seq })}
            </Text>
          </div>
          <Button variant="default" loading={checking.isPending}
            leftSection={<IconShieldCheck size={18} aria-hidden />}
            onClick={() => checking.mutate()}>
            {t('chain.check')}
          </Button>
        </Group>
        <ProblemNote error={checking.error} />
        {found && !found.broken && (
          <Note tone="good" alert title={t('chain.whole', { count: found.entries })}>
            <Text size="sm">{t('chain.write_down', { seq: found.head.seq })}</Text>
            <Code style={{ overflowWrap: 'anywhere' }}>{found.head.hash}</Code>
          </Note>
        )}
        {found?.broken && (
          <Note tone="warn" alert title={t('chain.broken', { seq: found.broken.seq })}>
            {in_language(found.broken.reason, i18n.language)} {t('chain.tell')}
          </Note>
        )}
      </Stack>
    </Card>
  );
}
