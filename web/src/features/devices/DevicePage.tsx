import { Anchor, Button, Card, Group, SimpleGrid, Stack, Tabs, Text } from '@mantine/core';
import { IconPencil, IconVolume } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded, Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { TabStrip } from '../../components/TabStrip';
import { may } from '../../lib/abilities';
import { ago, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { PlayNow } from '../broadcast/PlayNow';
import { StopPlaces } from '../broadcast/StopPlaces';
import { useMe } from '../identity/useMe';
import { TalkBackHere } from '../live/TalkBack';
import { type Device, device, new_claim_code, reinstate } from './api';
import { ClaimCard } from './ClaimCard';
import { is_silent } from './condition';
import { ConditionChip } from './ConditionChip';
import { type DeviceTab, device_tabs } from './device_view';
import { DeviceEditor } from './DeviceEditor';
import { Revoke } from './Revoke';
import { RevokedNote } from './RevokedNote';
import { nowhere } from './targets';

// Each part is fetched when it is opened.
const PlanTab = lazy(async () => ({ default: (await import('./PlanTab')).PlanTab }));
const DeviceRuns = lazy(async () =>
  ({ default: (await import('../broadcast/DeviceRuns')).DeviceRuns }));
const TestTone = lazy(async () => ({ default: (await import('./TestTone')).TestTone }));
const VolumeTab = lazy(async () => ({ default: (await import('./VolumeTab')).VolumeTab }));
const DeviceLog = lazy(async () =>
  ({ default: (await import('../broadcast/DeviceLog')).DeviceLog }));

export function DevicePage() {
  const { id } = useParams({ from: '/shell/devices/$id' });
  const query = useQuery({
    queryKey: ['device', id], queryFn: () => device(id), refetchInterval: 15_000,
  });
  return <Loaded query={query}>{(data) => <Shown device={data} />}</Loaded>;
}

function Shown({ device: shown }: { device: Device }) {
  const { t } = useTranslation('devices');
  const navigate = useNavigate();
  const { tab = 'state' } = useSearch({ from: '/shell/devices/$id' });
  const intro = (
    <Group gap={8} mt={4}>
      <ConditionChip device={shown} />
      <Text size="sm" c="dimmed">{shown.place}</Text>
    </Group>
  );
  const go = (next: string | null) => void navigate({
    to: '/devices/$id', params: { id: shown.id }, replace: true,
    search: next === 'state' ? {} : { tab: next as DeviceTab },
  });
  return (
    <Page title={shown.name} intro={intro} width={900}
      actions={<Actions device={shown} />}>
      <Tabs value={tab} keepMounted={false} onChange={go}>
        <TabStrip active={tab} aria-label={t('tabs.label')} mb="lg">
          {device_tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>{t(`tabs.${one}`)}</Tabs.Tab>
          ))}
        </TabStrip>
        {device_tabs.map((one) => (
          <Tabs.Panel key={one} value={one}>
            <Suspense fallback={<Waiting />}>
              {one === tab && <Part tab={one} device={shown} />}
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}

function Part({ tab, device: shown }: { tab: DeviceTab; device: Device }) {
  switch (tab) {
    case 'state':
      return <Stack gap="lg"><State device={shown} /></Stack>;
    case 'plan':
      return <PlanTab device={shown} />;
    case 'past':
      return <DeviceRuns device={shown.id} />;
    case 'volume':
      return <VolumeTab device={shown} />;
    case 'log':
      return <DeviceLog device={shown.id} />;
  }
}

function State({ device: shown }: { device: Device }) {
  const { t, i18n } = useTranslation('devices');
  const now = useNow(5000);
  return (
    <>
      {shown.state === 'revoked'
        ? <RevokedNote device={shown} />
        : (
          <Note tone={is_silent(shown.condition) ? 'warn' : 'accent'}>
            {t(`means.${shown.condition}`)}
          </Note>
        )}
      <Anchor component={Link} to={`/devices/${shown.id}/why`}>{t('why')}</Anchor>
      {shown.playing_run && (
        <Anchor component={Link} to={`/runs/${shown.playing_run}`}>{t('see_run')}</Anchor>
      )}
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        <Fact name={t('facts.seen')} value={shown.last_seen_at
          ? ago(shown.last_seen_at, now, i18n.language) : t('never_seen')} />
        <Fact name={t('facts.stored')} value={shown.stored_until
          ? when(shown.stored_until, now, i18n.language) : '—'} />
        <Fact name={t('facts.volume')}
          value={`${shown.volume ?? shown.volume_planned} %`} />
        <Fact name={t('facts.clock')} value={shown.clock_error_ms === undefined
          ? '—' : `± ${shown.clock_error_ms} ms`} />
        <Fact name={t('facts.model')} value={shown.model || '—'} />
        <Fact name={t('facts.version')} value={shown.firmware || '—'} />
      </SimpleGrid>
      {shown.state === 'claimed' && <TalkBackHere device={shown.id} />}
      <Claim device={shown} />
      {may(shown, 'revoke') && <Revoke device={shown} />}
    </>
  );
}

/** A machine that was never connected, or comes back, needs a code. */
function Claim({ device: shown }: { device: Device }) {
  const { t } = useTranslation('devices');
  const revoked = shown.state === 'revoked';
  const claiming = useMutation({
    mutationFn: () => (revoked ? reinstate(shown.id) : new_claim_code(shown.id)),
  });
  const claimable = revoked ? may(shown, 'reinstate')
    : shown.condition === 'never_seen' && may(shown, 'claim-code');
  if (!claimable && !claiming.data) return null;
  return (
    <Section title={t('claim.again_title')}>
      {claiming.data
        ? <ClaimCard claim={claiming.data} />
        : (
          <Group>
            <Button variant="default" loading={claiming.isPending}
              onClick={() => claiming.mutate()}>
              {t(revoked ? 'revoke.back' : 'claim.again')}
            </Button>
          </Group>
        )}
      <ProblemNote error={claiming.error} />
    </Section>
  );
}

function Actions({ device: shown }: { device: Device }) {
  const { t } = useTranslation('devices');
  const [editing, set_editing] = useState(false);
  return (
    <>
      {shown.state === 'claimed' && <SoundActions device={shown} />}
      {may(shown, 'edit') && (
        <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />}
          onClick={() => set_editing(true)}>
          {t('edit.button')}
        </Button>
      )}
      {editing && <DeviceEditor id={shown.id} on_close={() => set_editing(false)} />}
    </>
  );
}

function SoundActions({ device: shown }: { device: Device }) {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const targets = { ...nowhere, devices: [shown.id] };
  const [testing, set_testing] = useState(false);
  const plays = may(actor, 'operate_devices') || may(actor, 'raise_emergency');
  return (
    <>
      {may(shown, 'play') && (
        <Button variant="default" leftSection={<IconVolume size={18} aria-hidden />}
          onClick={() => set_testing(true)}>
          {t('tone.open')}
        </Button>
      )}
      {testing && (
        <Suspense><TestTone device={shown} on_close={() => set_testing(false)} /></Suspense>
      )}
      {plays && <PlayNow targets={targets} />}
      {(plays || may(actor, 'stop_everything')) && (
        <StopPlaces targets={targets} name={shown.name} label={t('stop_here')} />
      )}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <Card padding="md">
      <Text size="sm" c="dimmed">{name}</Text>
      <Text fw={600} className="numbers">{value}</Text>
    </Card>
  );
}
