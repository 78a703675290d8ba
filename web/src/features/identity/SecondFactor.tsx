import {
  Button, Card, Code, Group, PasswordInput, PinInput, Stack, Text, TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { QrCode } from '../../components/QrCode';
import { confirm_totp, disable_totp, enrol_totp } from './api';
import { RecoveryCodes } from './RecoveryCodes';
import { useMe } from './useMe';

export function SecondFactor() {
  const { t } = useTranslation('identity');
  const { second_factor } = useMe();
  const [ending, set_ending] = useState(false);
  const [recovery, set_recovery] = useState<string[]>();
  return (
    <Section
      title={t('totp.title')}
      aside={
        <Chip tone={second_factor ? 'good' : 'warn'}>
          {t(second_factor ? 'totp.on' : 'totp.off')}
        </Chip>
      }
    >
      <Card>
        <Stack gap="md">
          <Text>{t('totp.why')}</Text>
          {recovery && <RecoveryCodes codes={recovery} />}
          {second_factor
            ? (
              <Group>
                <Button variant="default" onClick={() => set_ending(true)}>{t('totp.end')}</Button>
              </Group>
            )
            : <Enrolment on_done={set_recovery} />}
        </Stack>
      </Card>
      <EndFactor opened={ending} on_close={() => set_ending(false)} />
    </Section>
  );
}

function Enrolment({ on_done }: { on_done: (recovery_codes: string[]) => void }) {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const [password, set_password] = useState('');
  const begin = useMutation({ mutationFn: () => enrol_totp(password) });
  const confirm = useMutation({
    mutationFn: confirm_totp,
    onSuccess: async ({ recovery_codes }) => {
      on_done(recovery_codes);
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  if (!begin.data) {
    return (
      <form onSubmit={send}>
        <Group align="flex-end" gap="sm">
          <PasswordInput label={t('totp.password_first')} required w={280} value={password}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
            onChange={(event) => set_password(event.currentTarget.value)} />
          <Button type="submit" loading={begin.isPending}>{t('totp.begin')}</Button>
        </Group>
        <ProblemNote error={begin.error} />
      </form>
    );
  }
  return (
    <Group align="flex-start" gap="xl">
      <QrCode text={begin.data.address} label={t('totp.qr')} />
      <Stack gap="sm" flex="1 1 16rem">
        <Text>{t('totp.step_scan')}</Text>
        <Text size="sm" c="dimmed">{t('totp.step_type')} <Code>{begin.data.secret}</Code></Text>
        <Text fw={500}>{t('totp.step_code')}</Text>
        <PinInput length={6} type="number" oneTimeCode aria-label={t('totp.step_code')}
          onComplete={(code) => confirm.mutate(code)} />
        <ProblemNote error={confirm.error} />
      </Stack>
    </Group>
  );
}

function EndFactor({ opened, on_close }: { opened: boolean; on_close: () => void }) {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const [password, set_password] = useState('');
  const [code, set_code] = useState('');
  const ending = useMutation({
    mutationFn: () => disable_totp({ password, code: code.trim() }),
    onSuccess: async () => {
      set_password('');
      set_code('');
      on_close();
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <Confirm opened={opened} title={t('totp.end')} action={t('totp.end')} on_close={on_close}
      busy={ending.isPending} disabled={!password || !code} on_confirm={() => ending.mutate()}>
      <Stack gap="sm">
        <Text>{t('totp.end_says')}</Text>
        <PasswordInput label={t('password')} value={password} autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
          onChange={(event) => set_password(event.currentTarget.value)} />
        <TextInput label={t('sign_in.totp')} value={code} autoComplete="one-time-code"
          onChange={(event) => set_code(event.currentTarget.value)} />
        <ProblemNote error={ending.error} />
      </Stack>
    </Confirm>
  );
}
