import { Anchor, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../identity/useMe';

/** The code from the telephone, or where to set one up. */
export function CodeField({ code, on_change }: { code: string; on_change: (code: string) => void }) {
  const { t } = useTranslation('keys');
  const { second_factor } = useMe();
  if (second_factor) {
    return (
      <TextInput label={t('rotate.code')} required autoComplete="one-time-code"
        inputMode="numeric" maxLength={64} value={code}
        onChange={(event) => on_change(event.currentTarget.value)} />
    );
  }
  return (
    <Text>
      {t('rotate.no_factor')}{' '}
      <Anchor component={Link} to="/account" underline="always">{t('rotate.set_up')}</Anchor>
    </Text>
  );
}
