import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { clock, duration, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { type LiveOpened, type LiveSession, live_sessions } from './api';
import { OnAir } from './OnAir';
import { OpenLive } from './OpenLive';
import { TalkBackChoice } from './TalkBack';

/** Speaking to the clusters now: who is on air, beginning, and what was. */
export function LivePage() {
  const { t } = useTranslation('live');
  const [secret, set_secret] = useState<LiveOpened>();
  const list = useQuery({
    queryKey: ['live'], queryFn: live_sessions, refetchInterval: 2000,
    placeholderData: (before) => before,
  });
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <Loaded query={list}>
        {({ items }) => {
          const open = items.filter(({ state }) => state !== 'ended');
          const over = items.filter(({ state }) => state === 'ended');
          return (
            <Stack gap="xl">
              {open.map((one) => (
                <OnAir key={one.id} session={one} secret={secret?.id === one.id ? secret : undefined} />
              ))}
              <BrokenOff sessions={over} />
              <Stack gap="md">
                <Title order={2} size="h3">{t('open.heading')}</Title>
                <OpenLive on_open={set_secret} />
              </Stack>
              <TalkBackChoice />
              {over.length > 0 && <Past sessions={over} />}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}

const told_ms = 30 * 60_000;

/** Whoever spoke when the server died must not find out by the silence. */
function BrokenOff({ sessions }: { sessions: LiveSession[] }) {
  const { t } = useTranslation('live');
  const now = useNow();
  return sessions.filter(({ end_reason, ended_at = 0 }) =>
    end_reason === 'server_restarted' && now - ended_at < told_ms).map((one) => (
    <Note key={one.id} tone="warn" alert
      title={t('broken_off.title', { title: one.title, time: clock(one.ended_at ?? now) })}>
      <Text>{t(one.recording ? 'broken_off.recorded' : 'broken_off.nothing')}</Text>
      <Text>{t('broken_off.again')}</Text>
    </Note>
  ));
}

function Past({ sessions }: { sessions: LiveSession[] }) {
  const { t, i18n } = useTranslation('live');
  const now = useNow();
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">{t('past.heading')}</Title>
      <div className="list">
        {sessions.map((one) => (
          <Link key={one.id} className="row-link" to="/runs/$id" params={{ id: one.run }}>
            <Group justify="space-between" gap="xs">
              <Text className="numbers">
                <Text span fw={600}>{when(one.created_at, now, i18n.language)}</Text> · {one.title}
              </Text>
              <Text size="sm" c="dimmed">
                {one.owner_name} · {duration((one.ended_at ?? now) - one.created_at, i18n.language)}
                {one.end_reason ? ` · ${t(`reasons.${one.end_reason}`)}` : ''}
              </Text>
            </Group>
          </Link>
        ))}
      </div>
    </Stack>
  );
}
