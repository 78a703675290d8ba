import { Button, PasswordInput, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { AreaPicker } from '../area/AreaPicker';
import { set_up } from './api';
import { DoorFrame } from './DoorFrame';
import { password_strength } from './password';

const blank = { code: '', user_name: '', name: '', password: '', area: '' };

export function SetupPage() {
  const { t, i18n } = useTranslation('identity');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [order, set_order] = useState(blank);
  const set = (field: keyof typeof blank) => (value: string) =>
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
          <TextInput label={t('setup.code')} required autoFocus autoComplete="one-time-code"
            size="md" error={fault('code')} spellCheck={false} value={order.code}
            onChange={(event) => set('code')(event.currentTarget.value)} />
          <AreaPicker label={t('setup.unit')} description={t('setup.unit_hint')} required
            error={fault('area')} on_choice={(area) => set('area')(area?.path ?? '')} />
          <TextInput label={t('name')} description={t('name_hint')} required autoComplete="name"
            size="md" error={fault('name')} value={order.name}
            onChange={(event) => set('name')(event.currentTarget.value)} />
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

export function NewPassword({
  value, on_change, error,
}: { value: string; on_change: (text: string) => void; error?: string }) {
  const { t } = useTranslation('identity');
  const strength = password_strength(value);
  return (
    <div>
      <PasswordInput label={t('password')} description={t('password_hint')} required size="md"
        autoComplete="new-password" error={error} value={value}
        visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
        onChange={(event) => on_change(event.currentTarget.value)} />
      {value && (
        <div aria-live="polite">
          <Progress value={strength * 33.4} size="sm" mt={8} aria-label={t('strength.label')}
            color={strength < 2 ? 'orange.8' : 'water'} />
          <Text size="sm" c="dimmed" mt={4}>{t(`strength.${strength}`)}</Text>
        </div>
      )}
    </div>
  );
}
