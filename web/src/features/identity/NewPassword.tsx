import { PasswordInput, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { password_strength } from './password';

interface NewPasswordProps {
  value: string;
  on_change: (text: string) => void;
  error?: string;
}

/** A password being chosen, with a word on how strong it is. */
export function NewPassword({
  value, on_change, error,
}: NewPasswordProps) {
  const { t } = useTranslation('identity');
  const strength = password_strength(value);
  return (
    <div>
      <PasswordInput label={t('new_password')} description={t('password_hint')} required size="md"
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
