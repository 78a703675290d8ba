import { Card, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { PlayNow } from '../broadcast/PlayNow';
import { type BulletinSummary, bulletins } from '../content/api';
import { BulletinRow } from '../content/BulletinRow';
import { useMe } from '../identity/useMe';

const query = { class: 'emergency' } as const;
const alive = ['draft', 'returned', 'submitted', 'approved'];

/** Emergency bulletins that were written, heard and approved beforehand; one press is left. */
export function PreparedBulletins() {
  const { t } = useTranslation('emergency');
  const actor = useMe();
  const list = useQuery({ queryKey: ['bulletins', query], queryFn: () => bulletins(query) });
  const items = list.data?.items ?? [];
  const ready = items.filter((one) => may(one, 'play'));
  const rest = items.filter((one) => alive.includes(one.state) && !may(one, 'play'));
  const write = may(actor, 'write_bulletins') && (
    <LinkButton to="/bulletins/new" search={{ class: 'emergency' }} variant="subtle" size="sm">
      {t('prepared.write')}
    </LinkButton>
  );
  return (
    <Section title={t('prepared.title')} aside={write}>
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.data && ready.length + rest.length === 0 && (
        <Text c="dimmed">{t('prepared.none')}</Text>
      )}
      {ready.map((one) => <Ready key={one.id} bulletin={one} />)}
      {rest.length > 0 && (
        <div className="list">{rest.map((one) => <BulletinRow key={one.id} bulletin={one} />)}</div>
      )}
    </Section>
  );
}

function Ready({ bulletin }: { bulletin: BulletinSummary }) {
  const { id, title, area, duration_ms, class: class_ } = bulletin;
  return (
    <Card padding="md">
      <Group justify="space-between" gap="sm">
        <Text fw={600} flex="1 1 14rem">{title}</Text>
        <PlayNow size="md" className="emergency-button" variant="outline"
          bulletin={{ id, title, class: class_, duration_ms }}
          targets={{ areas: [area], groups: [], devices: [] }} />
      </Group>
    </Card>
  );
}
