import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { type Device, revoke } from './api';

/** A device that was stolen, sold or is broken for good loses its place at once. */
export function Revoke({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const [asking, set_asking] = useState(false);
  const [reason, set_reason] = useState('');
  const revoking = useMutation({
    mutationFn: () => revoke(device.id, reason.trim()),
    onSuccess: async () => {
      set_asking(false);
      await client.invalidateQueries({ queryKey: ['device', device.id] });
      await client.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  return (
    <Group>
      <Button variant="subtle" onClick={() => set_asking(true)}>{t('revoke.action')}</Button>
      <Confirm opened={asking} title={t('revoke.title', { name: device.name })}
        action={t('revoke.confirm')} busy={revoking.isPending} disabled={!reason.trim()}
        on_close={() => set_asking(false)} on_confirm={() => revoking.mutate()}>
        <Stack gap="md">
          <Text>{t('revoke.says')}</Text>
          <TextInput label={t('revoke.reason')} placeholder={t('revoke.reason_example')} required
            data-autofocus maxLength={500} value={reason}
            onChange={(event) => set_reason(event.currentTarget.value)} />
          <ProblemNote error={revoking.error} />
        </Stack>
      </Confirm>
    </Group>
  );
}
