import { Button, Group, Stack, Text } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { say } from '../../components/notice';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { type Undelivered, undelivered } from './api';
import { type Matter, matters, retry_all } from './matters';
import { MatterRow } from './MatterRow';

/** What the server has tried often and could not do: sent once more, or let go, by a person. */
export function UndeliveredPage() {
  const { t } = useTranslation('undelivered');
  const query = useQuery({
    queryKey: ['undelivered'], queryFn: undelivered, refetchInterval: 10_000,
  });
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <Loaded query={query}>{(found) => <Shown found={found} />}</Loaded>
    </Page>
  );
}

function Shown({ found }: { found: Undelivered }) {
  const { t } = useTranslation('undelivered');
  const listed = matters(found);
  if (listed.length === 0) {
    return (
      <EmptyState icon={<IconMailCheck size={28} />} title={t('none')}>{t('none_hint')}</EmptyState>
    );
  }
  return (
    <Stack gap="md">
      {listed.length > 1 && <RetryAll listed={listed} />}
      <div className="list">{listed.map((one) => <MatterRow key={one.id} matter={one} />)}</div>
      {found.more && <Note>{t('more')}</Note>}
    </Stack>
  );
}

/** After a day without the mail server there are many of them. */
function RetryAll({ listed }: { listed: Matter[] }) {
  const { t } = useTranslation('undelivered');
  const client = useQueryClient();
  const retrying = useMutation({
    mutationFn: () => retry_all(listed),
    onSuccess: () => say(t('retried')),
    onSettled: () => client.invalidateQueries({ queryKey: ['undelivered'] }),
  });
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Text>{t('count', { count: listed.length })}</Text>
        <Button loading={retrying.isPending} onClick={() => retrying.mutate()}>
          {t('retry_all')}
        </Button>
      </Group>
      <ProblemNote error={retrying.error} />
    </>
  );
}
