import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Why something falls silent: a press for the usual reasons, or own words. */
export function StopReason({ value, on_change }: {
  value: string;
  on_change: (reason: string) => void;
}) {
  const { t } = useTranslation('broadcast');
  return (
    <Stack gap="sm">
      <div role="group" aria-label={t('stop.usual')}>
        {(['mistake', 'asked', 'fault'] as const).map((one) => (
          <Button key={one} size="xs" variant="light" mr={6} mb={6}
            onClick={() => on_change(t(`stop.reasons.${one}`))}>
            {t(`stop.reasons.${one}`)}
          </Button>
        ))}
      </div>
      <TextInput label={t('stop.reason')} required value={value} data-autofocus maxLength={500}
        onChange={(event) => on_change(event.currentTarget.value)} />
      <Text size="sm" c="dimmed">{t('stop.recorded')}</Text>
    </Stack>
  );
}
