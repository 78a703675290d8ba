import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconPlayerStopFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { clock } from '../../lib/time';
import { type LiveOpened, type LiveSession, live_turns, stop_live } from './api';
import { LevelMeter } from './LevelMeter';
import { useMicrophone } from './useMicrophone';

interface OnAirProps {
  session: LiveSession;
  /** Told once, when the session was opened here. */
  secret?: Pick<LiveOpened, 'mount' | 'password'>;
  /** It was opened by a press that meant "speak". */
  speak_at_once?: boolean;
}

/** One session that has not ended: who speaks, who listens, how loud, and the way to end it. */
export function OnAir({ session, secret, speak_at_once = false }: OnAirProps) {
  const { t } = useTranslation('live');
  return (
    <Stack gap="sm" component="section" aria-label={session.title} className="card">
      <Group justify="space-between" gap="xs">
        <Text fw={600} size="lg">{session.title}</Text>
        <Chip tone={session.state === 'on_air' ? 'good' : 'accent'} live={session.state === 'on_air'}>
          {t(`states.${session.state}`)}
        </Chip>
      </Group>
      {session.programme && <Text size="sm">{t('on_air.planned')}</Text>}
      <Text size="sm" c="dimmed" className="numbers">
        {t('on_air.says', {
          name: session.owner_name, until: clock(session.ends_by),
          listeners: session.listeners ?? 0, count: session.devices,
        })}
      </Text>
      <LevelMeter session={session.id} />
      {session.source === 'station' && <Turns session={session} />}
      {secret?.password && <SourceClient secret={secret} />}
      <Group gap="sm">
        {may(session, 'speak') && <Microphone session={session.id} at_once={speak_at_once} />}
        {may(session, 'stop') && <End session={session} />}
      </Group>
    </Stack>
  );
}

/** Which source of a relay sounds, and why it came to it. */
function Turns({ session }: { session: LiveSession }) {
  const { t } = useTranslation('live');
  const turns = useQuery({
    queryKey: ['live', 'turns', session.id], queryFn: () => live_turns(session.id),
    refetchInterval: 5000,
  });
  return (
    <div>
      {session.sounding && <Text>{t('on_air.sounding', { name: session.sounding })}</Text>}
      {turns.data?.items.map((turn) => (
        <Text key={turn.at} size="sm" c="dimmed" className="numbers">
          {clock(turn.at)} · {t(`turns.${turn.why}`, { link: turn.link })}
        </Text>
      ))}
    </div>
  );
}

function Microphone({ session, at_once }: { session: string; at_once: boolean }) {
  const { t } = useTranslation('live');
  const { state, problem, start, stop } = useMicrophone(session);
  useEffect(() => {
    if (at_once) void start();
  }, [at_once, start]);
  const speaking = state === 'speaking';
  return (
    <>
      <Button leftSection={speaking ? <IconMicrophoneOff size={18} /> : <IconMicrophone size={18} />}
        variant={speaking ? 'default' : 'filled'} loading={state === 'asking'}
        onClick={() => (speaking ? stop() : void start())}>
        {speaking ? t('microphone.pause') : t('microphone.speak')}
      </Button>
      {(state === 'refused' || state === 'missing') && (
        <Note tone="warn" alert>{t(`microphone.${state}`)}</Note>
      )}
      <ProblemNote error={problem} />
    </>
  );
}

function SourceClient({ secret }: { secret: Pick<LiveOpened, 'mount' | 'password'> }) {
  const { t } = useTranslation('live');
  const rows = [
    [t('client.address'), globalThis.location.host], [t('client.mount'), secret.mount],
    [t('client.user'), 'source'], [t('client.password'), secret.password],
  ] as const;
  return (
    <Note title={t('client.title')}>
      {rows.map(([name, value]) => (
        <Text key={name} size="sm">{name}: <Code>{value}</Code></Text>
      ))}
    </Note>
  );
}

function End({ session }: { session: LiveSession }) {
  const { t } = useTranslation('live');
  const client = useQueryClient();
  const [asking, set_asking] = useState(false);
  const ending = useMutation({
    mutationFn: () => stop_live(session.id),
    onSuccess: async () => {
      set_asking(false);
      await client.invalidateQueries({ queryKey: ['live'] });
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerStopFilled size={18} aria-hidden />}
        onClick={() => set_asking(true)}>
        {t('end.action')}
      </Button>
      <Confirm opened={asking} title={t('end.title', { title: session.title })}
        action={t('end.action')} busy={ending.isPending} on_confirm={() => ending.mutate()}
        on_close={() => set_asking(false)}>
        <Text>{t('end.says', { count: session.devices })}</Text>
        <ProblemNote error={ending.error} />
      </Confirm>
    </>
  );
}
