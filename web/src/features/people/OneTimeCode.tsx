import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { PersonWithCode } from './api';

/** The administrator never knows a password: he tells a code, the person chooses. */
export function OneTimeCode({ told }: { told: PersonWithCode }) {
  const { t, i18n } = useTranslation('people');
  const now = useNow(60_000);
  return (
    <Note tone="good" alert title={t('code_for', { name: told.user.display_name })}>
      <div className="code-large">{told.code}</div>
      <Text size="sm">
        {t('code_how', {
          user: told.user.user_name, time: when(told.expires_at, now, i18n.language),
        })}
      </Text>
    </Note>
  );
}
