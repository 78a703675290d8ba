import { Anchor, Card, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import { day, start_of_day } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { type RunSummary, runs } from '../broadcast/api';
import { RunRow } from '../broadcast/RunRow';
import { type Condition, device_page, device_summary } from '../devices/api';
import { ConditionCounts } from '../devices/ConditionCounts';
import { useMe } from '../identity/useMe';
import { BigButtons } from './BigButtons';
import { DayTimeline } from './DayTimeline';
import { FirstSteps } from './FirstSteps';
import { WaitingForMe } from './WaitingForMe';

const two_days_ms = 2 * 86_400_000;

/** What sounds now and next, what waits for me, how the loudspeakers are. */
export function HomePage() {
  const { t, i18n } = useTranslation('home');
  const now = useNow();
  const actor = useMe();
  return (
    <Page title={t('title')} intro={day(now, i18n.language)}
      actions={may(actor, 'write_bulletins') && (
        <LinkButton to="/bulletins/new" leftSection={<IconFilePlus size={18} />}>
          {t('write')}
        </LinkButton>
      )}>
      {may(actor, 'manage_users') && <FirstSteps />}
      <BigButtons />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" verticalSpacing="xl">
        <Stack gap="xl"><Sounding now={now} /></Stack>
        <Stack gap="xl">
          <WaitingForMe />
          {may(actor, 'read_devices') && <Speakers />}
        </Stack>
      </SimpleGrid>
    </Page>
  );
}

function Sounding({ now }: { now: number }) {
  const { t } = useTranslation('home');
  const today = start_of_day(now);
  const query = useQuery({
    queryKey: ['runs', today, today + two_days_ms],
    queryFn: () => runs(today, today + two_days_ms),
    refetchInterval: 20_000,
  });
  // What was ended early is over, whatever its planned time says.
  const at_present = ({ state, starts_at, ends_at }: RunSummary) => state === 'playing' ||
    (['planned', 'due'].includes(state) && starts_at <= now && now < ends_at);
  return (
    <Loaded query={query} rows={3}>
      {({ items }) => {
        const playing = items.filter(at_present);
        const next = items
          .filter((run) => run.state === 'planned' && run.starts_at > now)
          .slice(0, 4);
        return (
          <>
            <DayTimeline runs={items} now={now} />
            <Section title={t('now')}>
              {playing.length === 0
                ? <Card><Text c="dimmed">{t('silence')}</Text></Card>
                : <div className="list">{playing.map((one) => <RunRow key={one.id} run={one} />)}
                </div>}
            </Section>
            <Section title={t('next')}
              aside={<Anchor component={Link} to="/schedule" size="sm">{t('whole_week')}</Anchor>}>
              {next.length === 0
                ? <Card><Text c="dimmed">{t('nothing_next')}</Text></Card>
                : <div className="list">{next.map((one) => <RunRow key={one.id} run={one} />)}
                </div>}
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}

/** The worst first: only those that can play no more, if there are any. */
function Speakers() {
  const { t } = useTranslation('home');
  const query = useQuery({
    queryKey: ['devices', 'summary', {}], queryFn: () => device_summary({}),
    refetchInterval: 30_000,
  });
  return (
    <Section title={t('devices.title')}
      aside={<Anchor component={Link} to="/devices" size="sm">{t('devices.all')}</Anchor>}>
      <Loaded query={query} rows={1}>
        {(counts) => {
          const dead = counts.silent_dead ?? 0;
          const silent = dead + (counts.silent_able ?? 0);
          return (
            <Stack gap="sm">
              {Object.keys(counts).length === 0
                ? <Card><Text c="dimmed">{t('devices.none')}</Text></Card>
                : <ConditionCounts counts={counts} />}
              {silent > 0 && (
                <Silent count={silent} condition={dead > 0 ? 'silent_dead' : 'silent_able'} />
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Silent({ count, condition }: { count: number; condition: Condition }) {
  const { t } = useTranslation('home');
  const query = useQuery({
    queryKey: ['devices', 'first', condition], queryFn: () => device_page({ condition }),
  });
  return (
    <Note tone="warn" title={t('devices.silent', { count })}>
      {(query.data?.items ?? []).slice(0, 5).map((one) => (
        <div key={one.id}>
          <Link className="plain-link" to="/devices/$id" params={{ id: one.id }}>{one.name}</Link>
        </div>
      ))}
    </Note>
  );
}
