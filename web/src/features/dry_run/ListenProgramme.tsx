import { Button, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconEar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { bulletin } from '../content/api';
import type { Proposal } from '../schedule/api';
import { PlayOut } from './PlayOut';
import { plays_of } from './plays';

type Played = Pick<Proposal, 'title' | 'items' | 'plays' | 'gap_seconds'>;

/** A programme as each of its runs would sound, saved or not; listened to on this machine. */
export function ListenProgramme({ programme, size }: { programme: Played; size?: 'xs' }) {
  const { t } = useTranslation('dry_run');
  const [open, set_open] = useState(false);
  return (
    <>
      <Button variant="default" size={size} onClick={() => set_open(true)}
        leftSection={<IconEar size={18} aria-hidden />}
        aria-label={t('play.programme_named', { name: programme.title })}>
        {t('play.programme')}
      </Button>
      <Modal opened={open} onClose={() => set_open(false)} title={programme.title}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        {open && <Listening programme={programme} />}
      </Modal>
    </>
  );
}

function Listening({ programme }: { programme: Played }) {
  const { t } = useTranslation('dry_run');
  const ids = [...new Set(programme.items.flatMap((one) => one.bulletin ?? []))];
  const query = useQuery({
    queryKey: ['plays', programme],
    queryFn: async () => plays_of(programme, await Promise.all(ids.map(bulletin))),
  });
  if (query.error) return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={120} />;
  const is_empty = query.data.every(({ items }) => items.length === 0);
  return (
    <Stack gap="sm">
      {is_empty ? <Text>{t('play.nothing')}</Text> : <PlayOut runs={query.data} />}
    </Stack>
  );
}
