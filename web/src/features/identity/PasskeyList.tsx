import { Button, Card, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { Loaded } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { ago, date } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { add_passkey, type Passkey, passkeys, remove_passkey } from './api';
import { browser_name } from './browser_name';
import { can_use_passkeys } from './passkey_browser';
import { RecoveryCodes } from './RecoveryCodes';
import { useMe } from './useMe';

/** The fingerprint, face or PIN of a device in place of the password. */
export function PasskeyList() {
  const { t } = useTranslation('identity');
  const [codes, set_codes] = useState<string[]>([]);
  const list = useQuery({ queryKey: ['passkeys'], queryFn: passkeys });
  return (
    <Section title={t('passkeys.title')}>
      <Text c="dimmed">{t('passkeys.why')}</Text>
      {codes.length > 0 && <RecoveryCodes codes={codes} />}
      <Loaded query={list} rows={1}>
        {({ items }) => items.length > 0 && (
          <div className="list">{items.map((one) => <Row key={one.id} passkey={one} />)}</div>
        )}
      </Loaded>
      {can_use_passkeys()
        ? <NewPasskey on_added={set_codes} />
        : <Text size="sm" c="dimmed">{t('passkeys.not_here')}</Text>}
    </Section>
  );
}

function useChanged() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['passkeys'] });
    await client.invalidateQueries({ queryKey: ['me'] });
  };
}

function NewPasskey({ on_added }: { on_added: (recovery_codes: string[]) => void }) {
  const { t } = useTranslation('identity');
  const me = useMe();
  const changed = useChanged();
  const [name, set_name] = useState(() => browser_name(navigator.userAgent));
  const [password, set_password] = useState('');
  const adding = useMutation({
    mutationFn: () => add_passkey(me, name.trim(), password),
    onSuccess: async ({ recovery_codes }) => {
      set_password('');
      on_added(recovery_codes);
      await changed();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <Card>
      <form onSubmit={send}>
        <Stack gap="sm">
          <Group align="flex-end" gap="sm">
            <TextInput label={t('passkeys.name')} required flex="1 1 12rem" maxLength={120}
              value={name} onChange={(event) => set_name(event.currentTarget.value)} />
            <PasswordInput label={t('totp.password_first')} required flex="1 1 12rem"
              value={password} autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
              onChange={(event) => set_password(event.currentTarget.value)} />
            <Button type="submit" variant="light" loading={adding.isPending}
              leftSection={<IconFingerprint size={18} aria-hidden />}>
              {t('passkeys.add')}
            </Button>
          </Group>
          <ProblemNote error={adding.error} />
        </Stack>
      </form>
    </Card>
  );
}

function Row({ passkey: one }: { passkey: Passkey }) {
  const { t, i18n } = useTranslation('identity');
  const now = useNow(60_000);
  const changed = useChanged();
  const [asking, set_asking] = useState(false);
  const [password, set_password] = useState('');
  const removing = useMutation({
    mutationFn: () => remove_passkey(one.id, password),
    onSuccess: changed,
  });
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{one.name}</Text>
          <Text size="sm" c="dimmed">
            {[
              t('passkeys.made', { date: date(one.created_at) }),
              one.last_used_at !== undefined &&
                t('passkeys.used', { ago: ago(one.last_used_at, now, i18n.language) }),
              one.backed_up && t('passkeys.backed_up'),
            ].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Button variant="default" size="xs" onClick={() => set_asking(true)}
          aria-label={t('passkeys.remove_one', { name: one.name })}>
          {t('passkeys.remove')}
        </Button>
      </Group>
      <Confirm opened={asking} title={t('passkeys.remove_one', { name: one.name })}
        action={t('passkeys.remove')} busy={removing.isPending} disabled={!password}
        on_close={() => set_asking(false)} on_confirm={() => removing.mutate()}>
        <Stack gap="sm">
          <Text>{t('passkeys.remove_says')}</Text>
          <PasswordInput label={t('password')} value={password} autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
            onChange={(event) => set_password(event.currentTarget.value)} />
          <ProblemNote error={removing.error} />
        </Stack>
      </Confirm>
    </div>
  );
}
