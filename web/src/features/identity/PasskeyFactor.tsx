import { Button, Stack, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { show_own_passkey } from './api';
import { can_use_passkeys } from './passkey_browser';
import { useMe } from './useMe';

/** The second factor shown again by a finger instead of six digits; nothing where it cannot be. */
export function PasskeyFactor({ on_shown }: { on_shown: () => void }) {
  const { t } = useTranslation('identity');
  const { passkey } = useMe();
  const showing = useMutation({ mutationFn: show_own_passkey, onSuccess: on_shown });
  if (!passkey || !can_use_passkeys()) return null;
  return (
    <Stack gap={6}>
      <Button variant="default" size="md" loading={showing.isPending}
        leftSection={<IconFingerprint size={20} aria-hidden />} onClick={() => showing.mutate()}>
        {t('passkeys.confirm')}
      </Button>
      <Text size="sm" c="dimmed">{t('passkeys.confirm_hint')}</Text>
      <ProblemNote error={showing.error} />
    </Stack>
  );
}
