import { Button, Card, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../components/Page';
import { PercentSlider } from '../../components/PercentSlider';
import { ProblemNote } from '../../components/ProblemNote';
import { clock } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { change_volume } from '../broadcast/api';
import { CommandState } from '../broadcast/CommandState';
import type { Device } from './api';

const minute = 60_000;
const lengths = [30, 60, 180, 720] as const;

/** Louder for a meeting, softer for a funeral: until a time, then the plan of the day holds again. */
export function PassingVolume({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const now = useNow(30_000);
  const [percent, set_percent] = useState(device.volume ?? device.volume_planned);
  const [minutes, set_minutes] = useState<number>(60);
  const changing = useMutation({
    mutationFn: () => change_volume({
      targets: { devices: [device.id] }, percent, until: Date.now() + minutes * minute,
    }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['device', device.id] }),
  });
  return (
    <Section title={t('volume.passing')}>
      <Card>
        <Stack gap="md">
          <PercentSlider label={t('volume.now')} value={percent} on_change={set_percent} />
          <NativeSelect label={t('volume.until')} value={String(minutes)} maw={320}
            data={lengths.map((length) => ({
              value: String(length),
              label: t(`volume.lengths.${length}`, { time: clock(now + length * minute) }),
            }))}
            onChange={({ currentTarget }) => set_minutes(Number(currentTarget.value))} />
          <Text size="sm" c="dimmed">{t('volume.passing_hint')}</Text>
          <ProblemNote error={changing.error} />
          <Group>
            <Button variant="default" loading={changing.isPending}
              onClick={() => changing.mutate()}>
              {t('volume.change', { percent })}
            </Button>
          </Group>
          {changing.data && <CommandState ordered={changing.data} />}
        </Stack>
      </Card>
    </Section>
  );
}
