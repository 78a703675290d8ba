import { ActionIcon, Button, Card, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import { Loaded } from '../../components/Loading';
import { say } from '../../components/notice';
import { Section } from '../../components/Page';
import { PercentSlider } from '../../components/PercentSlider';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { type Device, read_for_edit, set_volume, type VersionedDevice } from './api';
import { PassingVolume } from './PassingVolume';
import {
  steps_max, volume_draft_of, volume_plan_of, volume_spans, type VolumeStep, with_step,
} from './volume';

const day_ms = 86_400_000;

/** How loud a cluster is through the day, and louder or softer for a while. */
export function VolumeTab({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  const read = useQuery({
    queryKey: ['device-edit', device.id], queryFn: () => read_for_edit(device.id), gcTime: 0,
    staleTime: Infinity, refetchOnWindowFocus: false,
  });
  const operates = may(device, 'volume');
  return (
    <Stack gap="xl">
      {operates && device.state === 'claimed' && <PassingVolume device={device} />}
      <Section title={t('volume.plan')}>
        <Loaded query={read}>
          {(seen) => <Plan key={seen.version} seen={seen} editable={operates} />}
        </Loaded>
      </Section>
    </Stack>
  );
}

function Plan({ seen: { device, version }, editable }: {
  seen: VersionedDevice;
  editable: boolean;
}) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const [draft, set_draft] = useState(() => volume_draft_of(device.volume_plan));
  const plan = volume_plan_of(draft);
  const saving = useMutation({
    mutationFn: () => set_volume(device.id, version, plan!),
    onSuccess: async () => {
      say(t('volume.saved'));
      await client.invalidateQueries({ queryKey: ['device', device.id] });
      await client.invalidateQueries({ queryKey: ['device-edit', device.id] });
    },
  });
  const change = (index: number, change: Partial<VolumeStep>) => set_draft((before) => ({
    ...before,
    steps: before.steps.map((one, at) => (at === index ? { ...one, ...change } : one)),
  }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (plan) saving.mutate();
  };
  return (
    <Card component="form" onSubmit={send}>
      <Stack gap="md">
        <VolumeDay steps={draft.steps} />
        {draft.steps.map((step, index) => (
          <Step key={index} step={step} first={index === 0} editable={editable}
            on_change={(changed) => change(index, changed)}
            on_remove={() => set_draft((before) => ({
              ...before, steps: before.steps.filter((_, at) => at !== index),
            }))} />
        ))}
        {editable && draft.steps.length < steps_max && (
          <Group>
            <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => set_draft(with_step)}>
              {t('volume.add')}
            </Button>
          </Group>
        )}
        <PercentSlider label={t('volume.emergency')} value={draft.emergency_percent_min}
          disabled={!editable}
          on_change={(emergency_percent_min) => set_draft({ ...draft, emergency_percent_min })} />
        <Text size="sm" c="dimmed">{t('volume.emergency_hint')}</Text>
        {!plan && <Text size="sm">{t('volume.wrong')}</Text>}
        <ProblemNote error={saving.error} />
        {editable && (
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isPending} disabled={!plan}>
              {t('shell:save')}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

interface StepProps {
  step: VolumeStep;
  /** The day begins with it; it can be made louder, not moved. */
  first: boolean;
  editable: boolean;
  on_change: (change: Partial<VolumeStep>) => void;
  on_remove: () => void;
}

function Step({ step, first, editable, on_change, on_remove }: StepProps) {
  const { t } = useTranslation('devices');
  return (
    <Group gap="sm" align="flex-end" wrap="nowrap">
      <ClockInput label={t('volume.from')} value={step.from} disabled={first || !editable}
        on_change={(from) => on_change({ from })} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <PercentSlider label={t('volume.percent', { time: step.from })} value={step.percent}
          disabled={!editable} on_change={(percent) => on_change({ percent })} />
      </div>
      {editable && !first && (
        <ActionIcon variant="subtle" size={36} onClick={on_remove}
          aria-label={t('volume.remove', { time: step.from })}>
          <IconX size={18} />
        </ActionIcon>
      )}
    </Group>
  );
}

/** The day as a line of bars, the higher the louder. */
function VolumeDay({ steps }: { steps: VolumeStep[] }) {
  const { t } = useTranslation('devices');
  const words = steps.map(({ from, percent }) => `${from} ${percent} %`).join(', ');
  return (
    <div>
      <div className="volume-day" role="img" aria-label={t('volume.day', { words })}>
        {volume_spans(steps).map(({ from_ms, to_ms, percent }) => (
          <div key={from_ms} style={{
            width: `${((to_ms - from_ms) / day_ms) * 100}%`, height: `${Math.max(percent, 3)}%`,
          }} />
        ))}
      </div>
      <div className="dayline-hours" aria-hidden>
        {[0, 6, 12, 18, 24].map((hour) => <span key={hour}>{hour}h</span>)}
      </div>
    </div>
  );
}
