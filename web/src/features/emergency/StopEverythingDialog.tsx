import { Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { StopReason } from '../broadcast/StopReason';
import { count_at } from '../devices/api';
import { nowhere } from '../devices/targets';
import { useMe } from '../identity/useMe';
import { stop_everything } from './api';

/** Says how many fall silent before it acts, and afterwards how many were told. */
export function StopEverythingDialog({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation('emergency');
  const { unit } = useMe();
  const client = useQueryClient();
  const [reason, set_reason] = useState('');
  const counts = useQuery({
    queryKey: ['devices', 'at', unit.area],
    queryFn: () => count_at({ ...nowhere, areas: [unit.area] }),
  });
  const stopping = useMutation({
    mutationFn: () => stop_everything(unit.area, reason.trim()),
    onSuccess: () => client.invalidateQueries(),
  });
  const title = t('stop_all.title', { unit: unit.name });
  if (stopping.data) {
    return (
      <Confirm opened title={title} action={t('shell:close')} on_close={on_close}
        on_confirm={on_close} only_action>
        <Text role="status">
          {t('stop_all.told', { count: stopping.data.devices })}{' '}
          {stopping.data.emergencies > 0 &&
            t('stop_all.emergencies', { count: stopping.data.emergencies })}{' '}
          {stopping.data.live > 0 && t('stop_all.live', { count: stopping.data.live })}{' '}
          {stopping.data.spared > 0 && t('stop_all.spared', { count: stopping.data.spared })}
        </Text>
      </Confirm>
    );
  }
  return (
    <Confirm opened title={title} action={t('stop_all.action')} busy={stopping.isPending}
      disabled={!reason.trim()} on_close={on_close} on_confirm={() => stopping.mutate()}>
      <Stack gap="sm">
        {counts.data && <Text>{t('stop_all.says', counts.data)}</Text>}
        <Text>{t('stop_all.later')}</Text>
        <StopReason value={reason} on_change={set_reason} />
        <ProblemNote error={stopping.error} />
      </Stack>
    </Confirm>
  );
}
