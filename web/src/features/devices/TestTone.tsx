import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { PercentSlider } from '../../components/PercentSlider';
import { ProblemNote } from '../../components/ProblemNote';
import { test_tone } from '../broadcast/api';
import { CommandState } from '../broadcast/CommandState';
import type { Device } from './api';

/** For whoever stands at the pole, or hears it through a colleague's telephone. */
export function TestTone({ device, on_close }: { device: Device; on_close: () => void }) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const [percent, set_percent] = useState(device.volume_planned);
  const sending = useMutation({
    mutationFn: () => test_tone(device.id, percent),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
  const sent = sending.data;
  return (
    <Confirm opened title={t('tone.title', { name: device.name })}
      action={t(sent ? 'shell:close' : 'tone.action')} only_action={sent !== undefined}
      busy={sending.isPending} on_close={on_close}
      on_confirm={() => (sent ? on_close() : sending.mutate())}>
      <Stack gap="md">
        {sent
          ? <CommandState ordered={sent} />
          : (
            <>
              <Text>{t('tone.says')}</Text>
              <PercentSlider label={t('volume.now')} value={percent} on_change={set_percent} />
            </>
          )}
        {sent && (
          <Group>
            <Button variant="default" loading={sending.isPending}
              onClick={() => sending.mutate()}>
              {t('tone.again')}
            </Button>
          </Group>
        )}
        <ProblemNote error={sending.error} />
      </Stack>
    </Confirm>
  );
}
