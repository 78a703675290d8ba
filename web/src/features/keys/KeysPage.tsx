import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Page, Section } from '../../components/Page';
import { clock, date } from '../../lib/time';
import { type Key, keys, type Purpose, type Ring } from './api';
import { ReleaseKeys } from './ReleaseKeys';
import { RotateKey } from './RotateKey';
import { TierKeys } from './TierKeys';

const purposes: Purpose[] = ['ordinary', 'emergency', 'root'];
const at = (ms: number) => `${clock(ms)} ${date(ms)}`;

/** What this server signs with, and how a key is replaced. */
export function KeysPage() {
  const { t } = useTranslation('keys');
  const query = useQuery({ queryKey: ['keys'], queryFn: keys, refetchInterval: 60_000 });
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <Loaded query={query}>{(ring) => <Shown ring={ring} />}</Loaded>
    </Page>
  );
}

function Shown({ ring }: { ring: Ring }) {
  const { t } = useTranslation('keys');
  return (
    <>
      {purposes.map((one) => (
        <PurposeCard key={one} purpose={one}
          keys={ring.keys.filter((key) => key.purpose === one && key.tier === ring.tier)} />
      ))}
      <TierKeys ring={ring} />
      <ReleaseKeys ring={ring} />
      <Section title={t('history')}>
        <div className="list">
          {ring.history.map((one) => (
            <div key={one.version} className="row-link">
              <Text fw={500}>{t('set', { version: one.version })}</Text>
              <Text size="sm" c="dimmed">
                {[at(one.made_at), one.made_by, one.reason || t('first')]
                  .filter(Boolean).join(' · ')}
              </Text>
            </div>
          ))}
        </div>
      </Section>
    </>
  );
}

function PurposeCard({ purpose, keys: shown }: { purpose: Purpose; keys: Key[] }) {
  const { t } = useTranslation('keys');
  const [rotating, set_rotating] = useState(false);
  return (
    <Card component="section" aria-label={t(`purpose.${purpose}`)}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{t(`purpose.${purpose}`)}</Text>
          <Button size="xs" variant="default" onClick={() => set_rotating(true)}>
            {t('rotate.action')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">{t(`means.${purpose}`)}</Text>
        {shown.map((key) => <Line key={key.keyid} shown={key} />)}
      </Stack>
      {rotating && <RotateKey purpose={purpose} on_close={() => set_rotating(false)} />}
    </Card>
  );
}

function Line({ shown }: { shown: Key }) {
  const { t } = useTranslation('keys');
  const waits = !shown.in_force && shown.from !== undefined;
  const state = shown.in_force ? 'in_force' : waits ? 'waiting' : 'ending';
  const until = waits && shown.from ? t('from', { time: at(shown.from) })
    : shown.until && t('until', { time: at(shown.until) });
  return (
    <Group gap="xs">
      <Chip tone={shown.in_force ? 'good' : 'plain'}>{t(state)}</Chip>
      <Text size="sm" className="numbers">{shown.keyid}</Text>
      {until && <Text size="sm" c="dimmed">{until}</Text>}
    </Group>
  );
}
