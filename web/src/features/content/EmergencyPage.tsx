import { Card, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import { PlayNow } from '../broadcast/PlayNow';
import { useMe } from '../identity/useMe';
import { type BulletinSummary, bulletins } from './api';
import { BulletinRow } from './BulletinRow';

const query = { class: 'emergency' } as const;

/** From the thought to the sound in as few steps as two pairs of eyes allow. */
export function EmergencyPage() {
  const { t } = useTranslation('content');
  const actor = useMe();
  const list = useQuery({ queryKey: ['bulletins', query], queryFn: () => bulletins(query) });
  const write = may(actor, 'write_bulletins') ? (
    <LinkButton to="/bulletins/new" search={{ class: 'emergency' }} size="md">
      {t('alarm.write')}
    </LinkButton>
  ) : undefined;
  return (
    <Page title={t('alarm.title')} intro={t('alarm.intro')} width={820} actions={write}>
      <Note tone="emergency">{t('alarm.when')}</Note>
      <Loaded query={list}>
        {({ items }) => {
          const ready = items.filter((one) => may(one, 'play'));
          const rest = items.filter((one) =>
            ['draft', 'returned', 'submitted', 'approved'].includes(one.state) &&
            !may(one, 'play'));
          if (ready.length + rest.length === 0) {
            return (
              <EmptyState icon={<IconAlertTriangle size={28} />} title={t('alarm.none')}
                action={write}>
                {t('alarm.none_hint')}
              </EmptyState>
            );
          }
          return (
            <Stack gap="lg">
              <Section title={t('alarm.ready')}>
                {ready.length === 0 && <Text c="dimmed">{t('alarm.none_ready')}</Text>}
                {ready.map((one) => <Ready key={one.id} bulletin={one} />)}
              </Section>
              {rest.length > 0 && (
                <Section title={t('alarm.on_the_way')}>
                  <div className="list">
                    {rest.map((one) => <BulletinRow key={one.id} bulletin={one} />)}
                  </div>
                </Section>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
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
