import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconEar, IconEarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelBar } from '../../components/LevelBar';
import { Note } from '../../components/Note';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { clock, clock_seconds } from '../../lib/time';
import { type LiveInput, type Level, monitors, type TalkBack } from './api';
import { meter_share } from './level';
import { can_play } from './packet_player';
import { useTalkBack } from './useTalkBack';

const known_monitors = { queryKey: ['live', 'monitors'], queryFn: monitors };

/** What a cluster really sounds: choose one of those that have a monitor. */
export function TalkBackChoice() {
  const { t } = useTranslation('live');
  const list = useQuery({ ...known_monitors, refetchInterval: 15_000 });
  const [device, set_device] = useState('');
  const known = list.data?.items ?? [];
  if (known.length === 0) return null;
  const chosen = known.find((one) => one.device === device);
  return (
    <Section title={t('talk_back.heading')}>
      <Text size="sm" c="dimmed">{t('talk_back.says')}</Text>
      <NativeSelect label={t('talk_back.where')} value={device} maw={420}
        data={[{ value: '', label: '' }, ...known.map((one) => ({
          value: one.device, label: name_of(one, t('talk_back.away')), disabled: !one.online,
        }))]}
        onChange={({ currentTarget }) => set_device(currentTarget.value)} />
      {chosen && <Listening key={chosen.device} device={chosen.device} />}
    </Section>
  );
}

/** The same at one device; nothing where there is no monitor. */
export function TalkBackHere({ device }: { device: string }) {
  const { t } = useTranslation('live');
  const list = useQuery(known_monitors);
  if (!list.data?.items.some((one) => one.device === device)) return null;
  return (
    <Section title={t('talk_back.heading')}>
      <Text size="sm" c="dimmed">{t('talk_back.says')}</Text>
      <Listening device={device} />
    </Section>
  );
}

function name_of({ name, place, online }: LiveInput, away: string): string {
  const told = place ? `${name} · ${place}` : name;
  return online ? told : `${told} (${away})`;
}

function Listening({ device }: { device: string }) {
  const { t } = useTranslation('live');
  const { open, over, opening, problem, state, level, start, stop } = useTalkBack(device);
  const on = open !== undefined && !over;
  return (
    <Stack gap="sm" maw={640}>
      {on && state && <Heard state={state} level={level} />}
      {over && (
        <Note tone="warn" alert>{t(`talk_back.ended.${state?.end_reason ?? 'not_kept'}`)}</Note>
      )}
      <ProblemNote error={problem} />
      <Group>
        <Button loading={opening} variant={on ? 'default' : 'filled'}
          leftSection={on ? <IconEarOff size={18} /> : <IconEar size={18} />}
          onClick={on ? stop : start}>
          {t(on ? 'talk_back.stop' : 'talk_back.start')}
        </Button>
      </Group>
    </Stack>
  );
}

function Heard({ state, level }: { state: TalkBack; level: Level | undefined }) {
  const { t } = useTranslation('live');
  const { rms_db, peak_db } = level ?? state;
  const measured = { rms: Math.round(rms_db), peak: Math.round(peak_db) };
  const words = !state.connected ? t('talk_back.asking')
    : state.sounding ? t('talk_back.sounding', measured)
    : state.heard_at ? t('talk_back.silent_since', { at: clock_seconds(state.heard_at), ...measured })
    : t('talk_back.silent', measured);
  return (
    <>
      <LevelBar label={t('talk_back.level')} share={meter_share(rms_db)} good={state.sounding}
        words={words} />
      <Text size="sm" c="dimmed" className="numbers">
        {t('talk_back.until', { at: clock(state.ends_by) })}
      </Text>
      {!can_play() && <Note tone="warn">{t('talk_back.no_sound_here')}</Note>}
    </>
  );
}
