import { Button, Card, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { say } from '../../components/notice';
import { change_password } from './api';
import { NewPassword } from './NewPassword';

export function PasswordChange() {
  const { t, i18n } = useTranslation('identity');
  const client = useQueryClient();
  const [old_password, set_old] = useState('');
  const [new_password, set_new] = useState('');
  const changing = useMutation({
    mutationFn: () => change_password({ old_password, new_password }),
    onSuccess: async () => {
      set_old('');
      set_new('');
      say(t('password_change.done'));
      await client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    changing.mutate();
  };
  const fault = changing.error
    ? as_problem(changing.error).field('/new_password', i18n.language) : undefined;
  return (
    <Section title={t('password_change.title')}>
      <Card>
        <form onSubmit={send}>
          <Stack gap="md" maw={420}>
            <PasswordInput label={t('password_change.old')} required size="md"
              autoComplete="current-password" value={old_password}
              visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
              onChange={(event) => set_old(event.currentTarget.value)} />
            <NewPassword value={new_password} on_change={set_new} error={fault} />
            <ProblemNote error={changing.error} />
            <Group>
              <Button type="submit" variant="light" loading={changing.isPending}>
                {t('password_change.action')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Section>
  );
}
