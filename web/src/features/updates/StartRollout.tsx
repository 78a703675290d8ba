import { Group, Radio, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import { Confirm } from '../../components/Confirm';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { type Bundle, programs, start } from './api';
import { may_take, type Pace, paces, plan_of } from './plan';

const waits = ['0', '60', '720', '1440'];

/** Where the bundle goes and how carefully. */
export function StartRollout({ bundle, on_close }: { bundle: Bundle; on_close: () => void }) {
  const { t } = useTranslation('updates');
  const client = useQueryClient();
  const area = useMe().grants.find((grant) => grant.role === 'technician');
  const running = useQuery({ queryKey: ['updates', 'programs'], queryFn: programs });
  const count = running.data && may_take(bundle.version, running.data.items);
  const [pace, set_pace] = useState<Pace>('careful');
  const [wait, set_wait] = useState('1440');
  const [from, set_from] = useState('01:00');
  const [to, set_to] = useState('04:00');
  const starting = useMutation({
    mutationFn: () => start({
      bundle: bundle.id, area: area?.area ?? '', plan: plan_of(pace, Number(wait), from, to),
    }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['updates'] });
      on_close();
    },
  });
  return (
    <Confirm opened title={t('start.title', { version: bundle.version })} action={t('start.confirm')}
      busy={starting.isPending} disabled={!area || !from || !to} on_close={on_close}
      on_confirm={() => starting.mutate()}>
      <Stack gap="md">
        <Text>{t('start.says')}</Text>
        {count === 0 && <Note tone="warn" alert>{t('start.nobody')}</Note>}
        {count !== undefined && count > 0 && <Text fw={500}>{t('start.reach', { count })}</Text>}
        <Radio.Group label={t('start.pace')} value={pace}
          onChange={(value) => set_pace(value as Pace)}>
          <Stack gap="xs" mt="xs">
            {paces.map((one) => (
              <Radio key={one} value={one} label={t(`paces.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {pace !== 'at_once' && (
          <Select label={t('start.wait')} value={wait} allowDeselect={false}
            onChange={(value) => set_wait(value ?? '1440')}
            data={waits.map((value) => ({ value, label: t(`waits.${value}`) }))} />
        )}
        <Group grow align="flex-start">
          <ClockInput label={t('start.from')} value={from} on_change={set_from} />
          <ClockInput label={t('start.to')} value={to} on_change={set_to} />
        </Group>
        <Note>{t('start.never')}</Note>
        <ProblemNote error={starting.error} />
      </Stack>
    </Confirm>
  );
}
