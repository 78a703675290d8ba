import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { type Run, stop_run } from './api';

/** Stopping says before it acts how many clusters fall silent. */
export function StopRun({ run }: { run: Run }) {
  const { t } = useTranslation('broadcast');
  const client = useQueryClient();
  const [asking, set_asking] = useState(false);
  const [reason, set_reason] = useState('');
  const stopping = useMutation({
    mutationFn: () => stop_run(run.id, reason.trim()),
    onSuccess: async () => {
      set_asking(false);
      await client.invalidateQueries({ queryKey: ['run', run.id] });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => set_asking(true)}
        leftSection={<IconPlayerStopFilled size={18} aria-hidden />}>
        {t('stop.action')}
      </Button>
      <Confirm opened={asking} title={t('stop.title')} action={t('stop.action')}
        busy={stopping.isPending} disabled={!reason.trim()} on_close={() => set_asking(false)}
        on_confirm={() => stopping.mutate()}>
        <Stack gap="sm">
          <Text>{t('stop.says', { count: run.devices })}</Text>
          <TextInput label={t('stop.reason')} required value={reason} data-autofocus
            onChange={(event) => set_reason(event.currentTarget.value)} />
          <ProblemNote error={stopping.error} />
        </Stack>
      </Confirm>
    </>
  );
}
