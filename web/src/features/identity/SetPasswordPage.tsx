import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { ProblemNote } from '../../components/ProblemNote';
import { say } from '../../components/notice';
import { focus_first } from '../../lib/focus';
import { reset_password } from './api';
import { DoorFrame } from './DoorFrame';
import { NewPassword } from './NewPassword';

/** The first password of a new person, or a new one instead of a forgotten one. */
export function SetPasswordPage() {
  const { t, i18n } = useTranslation('identity');
  const navigate = useNavigate();
  const [user_name, set_user_name] = useState('');
  const [code, set_code] = useState('');
  const [password, set_password] = useState('');
  const setting = useMutation({
    mutationFn: () => reset_password({
      user_name: user_name.trim(), code: code.trim(), new_password: password,
    }),
    onSuccess: async () => {
      say(t('set_password.done'));
      await navigate({ to: '/sign-in' });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setting.mutate();
  };
  const fault = setting.error
    ? as_problem(setting.error).field('/new_password', i18n.language) : undefined;
  return (
    <DoorFrame title={t('set_password.title')} intro={t('set_password.intro')}>
      <form onSubmit={send}>
        <Stack gap="md">
          <TextInput label={t('user_name')} required ref={focus_first} autoComplete="username" size="md"
            value={user_name} onChange={(event) => set_user_name(event.currentTarget.value)} />
          <TextInput label={t('set_password.code')} required autoComplete="one-time-code" size="md"
            spellCheck={false} value={code}
            onChange={(event) => set_code(event.currentTarget.value)} />
          <NewPassword value={password} on_change={set_password} error={fault} />
          <ProblemNote error={setting.error} />
          <Button type="submit" size="md" loading={setting.isPending}>
            {t('set_password.action')}
          </Button>
          <Anchor component={Link} to="/sign-in" size="sm">{t('set_password.back')}</Anchor>
        </Stack>
      </form>
    </DoorFrame>
  );
}
