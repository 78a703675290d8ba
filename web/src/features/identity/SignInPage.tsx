import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { ProblemNote } from '../../components/ProblemNote';
import { focus_first } from '../../lib/focus';
import { set_up_need, sign_in, sign_in_by_passkey } from './api';
import { DoorFrame } from './DoorFrame';
import { can_use_passkeys } from './passkey_browser';
import { me_query } from './useMe';

export function SignInPage() {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const navigate = useNavigate();
  const setup = useQuery({ queryKey: ['setup'], queryFn: set_up_need });
  const [user_name, set_user_name] = useState('');
  const [password, set_password] = useState('');
  const [totp, set_totp] = useState('');
  const come_in = async () => {
    client.clear();
    await client.fetchQuery(me_query);
    await navigate({ to: '/' });
  };
  const entry = useMutation({
    mutationFn: (code: string) =>
      sign_in({ user_name: user_name.trim(), password, ...(code ? { code } : {}) }),
    onSuccess: come_in,
  });
  const by_passkey = useMutation({ mutationFn: sign_in_by_passkey, onSuccess: come_in });
  if (setup.data?.needed) return <Navigate to="/setup" />;
  const recovers = is_passkey_wanted(entry.error);
  const asks_code = is_code_wanted(entry.error) || recovers || totp !== '';
  const send = (event: FormEvent) => {
    event.preventDefault();
    entry.mutate(totp);
  };
  return (
    <DoorFrame title={t('sign_in.title')} intro={t('sign_in.intro')}>
      <form onSubmit={send}>
        <Stack gap="md">
          <TextInput label={t('user_name')} autoComplete="username" required ref={focus_first} size="md"
            value={user_name} onChange={(event) => set_user_name(event.currentTarget.value)} />
          <PasswordInput label={t('password')} autoComplete="current-password" required size="md"
            value={password} onChange={(event) => set_password(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('show_password') }} />
          {asks_code && (
            <TextInput size="md" label={t(recovers ? 'sign_in.recovery' : 'sign_in.totp')}
              description={recovers ? undefined : t('sign_in.totp_hint')} ref={focus_first}
              autoComplete="one-time-code" inputMode="text" value={totp}
              onChange={(event) => set_totp(event.currentTarget.value)} />
          )}
          {!is_code_wanted(entry.error) && <ProblemNote error={entry.error} />}
          <Button type="submit" size="md" loading={entry.isPending}>{t('sign_in.action')}</Button>
          {can_use_passkeys() && (
            <>
              <Button variant="default" size="md" loading={by_passkey.isPending}
                leftSection={<IconFingerprint size={20} aria-hidden />}
                onClick={() => by_passkey.mutate()}>
                {t('passkeys.sign_in')}
              </Button>
              <ProblemNote error={by_passkey.error} />
            </>
          )}
          <Text size="sm" c="dimmed">
            {t('sign_in.forgotten')}{' '}
            <Anchor component={Link} to="/set-password" inherit underline="always">
              {t('sign_in.have_code')}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </DoorFrame>
  );
}

function is_code_wanted(error: unknown): boolean {
  return Boolean(error) && as_problem(error).code === 'identity.second_factor_needed';
}

/** Then a recovery code is the way in where the device is not at hand. */
function is_passkey_wanted(error: unknown): boolean {
  return Boolean(error) && as_problem(error).code === 'identity.passkey_needed';
}
