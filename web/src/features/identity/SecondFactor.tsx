import {
  Button, Card, Code, Group, PasswordInput, PinInput, Stack, Text,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { QrCode } from '../../components/QrCode';
import { begin_totp, confirm_totp, end_totp } from './api';
import { useMe } from './useMe';

export function SecondFactor() {
  const { t } = useTranslation('identity');
  const actor = useMe();
  const [ending, set_ending] = useState(false);
  const start = useMutation({ mutationFn: begin_totp });
  return (
    <Section
      title={t('totp.title')}
      aside={
        <Chip tone={actor.totp ? 'good' : 'warn'}>{t(actor.totp ? 'totp.on' : 'totp.off')}</Chip>
      }
    >
      <Card>
        <Stack gap="md">
          <Text>{t('totp.why')}</Text>
          {actor.totp && (
            <Group>
              <Button variant="default" onClick={() => set_ending(true)}>{t('totp.end')}</Button>
            </Group>
          )}
          {!actor.totp && !start.data && (
            <Group>
              <Button loading={start.isPending} onClick={() => start.mutate()}>
                {t('totp.begin')}
              </Button>
            </Group>
          )}
          {!actor.totp && start.data && <Enrolment {...start.data} />}
          <ProblemNote error={start.error} />
        </Stack>
      </Card>
      <EndFactor opened={ending} on_close={() => set_ending(false)} />
    </Section>
  );
}

function Enrolment({ secret, uri }: { secret: string; uri: string }) {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const confirm = useMutation({
    mutationFn: confirm_totp,
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
  });
  return (
    <Group align="flex-start" gap="xl">
      <QrCode text={uri} label={t('totp.qr')} />
      <Stack gap="sm" flex="1 1 16rem">
        <Text>{t('totp.step_scan')}</Text>
        <Text size="sm" c="dimmed">{t('totp.step_type')} <Code>{secret}</Code></Text>
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
  const ending = useMutation({
    mutationFn: () => end_totp(password),
    onSuccess: async () => {
      set_password('');
      on_close();
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <Confirm opened={opened} title={t('totp.end')} action={t('totp.end')} on_close={on_close}
      busy={ending.isPending} disabled={!password} on_confirm={() => ending.mutate()}>
      <Stack gap="sm">
        <Text>{t('totp.end_says')}</Text>
        <PasswordInput label={t('password')} value={password} autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
          onChange={(event) => set_password(event.currentTarget.value)} />
        <ProblemNote error={ending.error} />
      </Stack>
    </Confirm>
  );
}
