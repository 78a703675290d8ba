import { Button, Card, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { clock, date } from '../../lib/time';
import { pause, resume, type Rollout, rollout, type RolloutDevice, type Stage, stop } from './api';
import { ended_percent, known_reasons, state_tone } from './plan';

type Deed = 'pause' | 'stop' | 'take-back';

/** One rollout: how far each stage has come, why it waits, and what may be done. */
export function RolloutCard({ rollout: shown }: { rollout: Rollout }) {
  const { t } = useTranslation('updates');
  const client = useQueryClient();
  const [deed, set_deed] = useState<Deed>();
  const [open, set_open] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: ['updates'] });
  const resuming = useMutation({ mutationFn: () => resume(shown.id), onSuccess: again });
  const name = t('rollouts.name', { version: shown.bundle.version });
  const reason = known_reasons.includes(shown.reason)
    ? t(`reasons.${shown.reason}`) : shown.reason;
  return (
    <Card component="article" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <Chip tone={state_tone[shown.state]} live={shown.state === 'running'}>
              {t(`states.${shown.state}`)}
            </Chip>
          </Group>
          <Text size="sm" c="dimmed">
            {t('rollouts.by', {
              name: shown.started_by, time: `${clock(shown.started_at)} ${date(shown.started_at)}`,
            })}
          </Text>
        </Group>
        {reason && <Text size="sm">{reason}</Text>}
        {shown.hold !== 'none' && (
          <Note tone={shown.hold === 'emergency' ? 'warn' : 'accent'}>
            {t(`holds.${shown.hold}`)}
          </Note>
        )}
        {shown.stages.map((stage, index) => (
          <StageLine key={index} stage={stage} number={index + 1} current={index === shown.stage} />
        ))}
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => set_open(!open)} aria-expanded={open}>
            {t('rollouts.devices')}
          </Button>
          {may(shown, 'resume') && (
            <Button size="xs" loading={resuming.isPending} onClick={() => resuming.mutate()}>
              {t('deeds.resume')}
            </Button>
          )}
          {(['pause', 'stop', 'take-back'] as const).filter((one) => may(shown, one)).map((one) => (
            <Button key={one} size="xs" variant="default" onClick={() => set_deed(one)}>
              {t(`deeds.${one}`)}
            </Button>
          ))}
        </Group>
        <ProblemNote error={resuming.error} />
        {open && <Devices id={shown.id} />}
      </Stack>
      {deed && <Decide rollout={shown} deed={deed} on_close={() => set_deed(undefined)} />}
    </Card>
  );
}

function StageLine({ stage, number, current }: {
  stage: Stage; number: number; current: boolean;
}) {
  const { t } = useTranslation('updates');
  const percent = ended_percent(stage);
  const counts = (['updated', 'under_way', 'failed', 'returned', 'offline'] as const)
    .filter((one) => stage[one] > 0)
    .map((one) => t(`counts.${one}`, { count: stage[one] }));
  const name = t('rollouts.stage', { number, count: stage.devices });
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={current ? 600 : 400}>{name}</Text>
        <Text size="sm" c="dimmed">{counts.join(' · ')}</Text>
      </Group>
      <Progress value={percent} aria-label={name} />
    </Stack>
  );
}

function Devices({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['updates', 'rollout', id], queryFn: () => rollout(id) });
  return (
    <Loaded query={query}>
      {(shown) => (
        <div className="list">
          {(shown.devices ?? []).map((one) => <DeviceRow key={one.device} device={one} />)}
        </div>
      )}
    </Loaded>
  );
}

function DeviceRow({ device }: { device: RolloutDevice }) {
  const { t } = useTranslation('updates');
  const bad = ['rolled_back', 'refused', 'lost'].includes(device.progress);
  const tone = bad ? 'warn' : device.progress === 'updated' ? 'good' : 'plain';
  return (
    <Link to="/devices/$id" params={{ id: device.device }} className="row-link">
      <Group justify="space-between" gap="xs">
        <Text fw={500}>{device.name}</Text>
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {device.reason
              && t(`whys.${device.reason.replaceAll('.', '_')}`, { defaultValue: device.reason })}
          </Text>
          <Chip tone={tone}>{t(`progress.${device.progress}`)}</Chip>
        </Group>
      </Group>
    </Link>
  );
}

function Decide({ rollout: shown, deed, on_close }: {
  rollout: Rollout; deed: Deed; on_close: () => void;
}) {
  const { t } = useTranslation('updates');
  const client = useQueryClient();
  const [reason, set_reason] = useState('');
  const deciding = useMutation({
    mutationFn: () => deed === 'pause'
      ? pause(shown.id, reason.trim()) : stop(shown.id, reason.trim(), deed === 'take-back'),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['updates'] });
      on_close();
    },
  });
  return (
    <Confirm opened title={t(`deeds.${deed}`)} action={t(`deeds.${deed}`)}
      busy={deciding.isPending} disabled={!reason.trim()} on_close={on_close}
      on_confirm={() => deciding.mutate()}>
      <Stack gap="md">
        <Text>{t(`deed_says.${deed}`)}</Text>
        <TextInput label={t('deeds.reason')} required maxLength={500} value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <ProblemNote error={deciding.error} />
      </Stack>
    </Confirm>
  );
}
