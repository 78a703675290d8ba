import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { date, start_of, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { type Bulletin, type BulletinBody, version } from './api';
import { text_in } from './body';
import { difference } from './difference';

/** What has changed since one of the earlier versions, in the words themselves. */
export function Compare({ bulletin, since }: { bulletin: Bulletin; since: number }) {
  const { t } = useTranslation('content');
  const [open, set_open] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => set_open(true)}>
        {t('compare.action')}
      </Button>
      <Modal opened={open} onClose={() => set_open(false)} size="lg"
        title={<Text fw={600}>{t('compare.title')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <Differences bulletin={bulletin} since={since} />
      </Modal>
    </>
  );
}

function Differences({ bulletin, since }: { bulletin: Bulletin; since: number }) {
  const { t, i18n } = useTranslation('content');
  const now = useNow(60_000);
  const query = useQuery({
    queryKey: ['bulletin', bulletin.id, 'version', since],
    queryFn: () => version(bulletin.id, since), staleTime: Infinity,
  });
  return (
    <Loaded query={query}>
      {(was) => (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('compare.since', {
              name: was.changed_by.name, time: when(was.changed_at, now, i18n.language),
            })}
          </Text>
          <Facts before={was.body} after={bulletin.body} />
          <Words before={text_in(was.body)} after={text_in(bulletin.body)} />
        </Stack>
      )}
    </Loaded>
  );
}

function Facts({ before, after }: { before: BulletinBody; after: BulletinBody }) {
  const { t } = useTranslation('content');
  const day = (text: string) => date(start_of(text));
  const rows = [
    { name: 'title', was: before.title, is: after.title },
    {
      name: 'class', was: t(`shell:classes.${before.class}`), is: t(`shell:classes.${after.class}`),
    },
    { name: 'valid_from', was: day(before.valid_from), is: day(after.valid_from) },
    { name: 'valid_to', was: day(before.valid_to), is: day(after.valid_to) },
  ].filter(({ was, is }) => was !== is);
  return rows.map(({ name, was, is }) => (
    <div key={name}>
      <Text size="sm" fw={500}>{t(`fields.${name}`)}</Text>
      <div className="prose"><del>{was}</del> <ins>{is}</ins></div>
    </div>
  ));
}

function Words({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('content');
  if (before === after) return <Text>{t('compare.same_text')}</Text>;
  return (
    <div className="prose">
      {difference(before, after).map(({ kind, text }, index) => {
        if (kind === 'added') return <ins key={index}>{text}</ins>;
        return kind === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>;
      })}
    </div>
  );
}
