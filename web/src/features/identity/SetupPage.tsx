import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { focus_first } from '../../lib/focus';
import { AreaPicker } from '../area/AreaPicker';
import { set_up, type SetUpOrder, unit_kinds } from './api';
import { DoorFrame } from './DoorFrame';
import { NewPassword } from './NewPassword';

const blank: SetUpOrder = {
  code: '', user_name: '', display_name: '', password: '', area: '', unit_name: '',
  unit_kind: 'service_centre',
};

export function SetupPage() {
  const { t, i18n } = useTranslation('identity');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [order, set_order] = useState(blank);
  const set = (field: keyof SetUpOrder) => (value: string) =>
    set_order((before) => ({ ...before, [field]: value }));
  const making = useMutation({
    mutationFn: () => set_up({ ...order, code: order.code.trim().toUpperCase() }),
    onSuccess: async () => {
      client.clear();
      await navigate({ to: '/' });
    },
  });
  const fault = (field: string) =>
    making.error ? as_problem(making.error).field(`/${field}`, i18n.language) : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <DoorFrame title={t('setup.title')} intro={t('setup.intro')}>
      <form onSubmit={send}>
        <Stack gap="md">
          <Note>{t('setup.where')}</Note>
          <TextInput label={t('setup.code')} required ref={focus_first} autoComplete="one-time-code"
            size="md" error={fault('code')} spellCheck={false} value={order.code}
            onChange={(event) => set('code')(event.currentTarget.value)} />
          <AreaPicker label={t('setup.area')} description={t('setup.area_hint')} required
            error={fault('area')} on_choice={(area) => set_order((before) => ({
              ...before,
              area: area?.path ?? '',
              unit_name: before.unit_name || (area?.full_name ?? ''),
            }))} />
          <TextInput label={t('setup.unit')} description={t('setup.unit_hint')} required size="md"
            error={fault('unit_name')} value={order.unit_name}
            onChange={(event) => set('unit_name')(event.currentTarget.value)} />
          <Select label={t('setup.unit_kind')} size="md" allowDeselect={false}
            value={order.unit_kind} onChange={(value) => value && set('unit_kind')(value)}
            data={unit_kinds.map((value) => ({ value, label: t(`unit_kinds.${value}`) }))} />
          <TextInput label={t('name')} description={t('name_hint')} required autoComplete="name"
            size="md" error={fault('display_name')} value={order.display_name}
            onChange={(event) => set('display_name')(event.currentTarget.value)} />
          <TextInput label={t('user_name')} description={t('user_name_hint')} required size="md"
            autoComplete="username" error={fault('user_name')} value={order.user_name}
            onChange={(event) => set('user_name')(event.currentTarget.value)} />
          <NewPassword value={order.password} on_change={set('password')}
            error={fault('password')} />
          <ProblemNote error={making.error} />
          <Button type="submit" size="md" loading={making.isPending}>{t('setup.action')}</Button>
        </Stack>
      </form>
    </DoorFrame>
  );
}
