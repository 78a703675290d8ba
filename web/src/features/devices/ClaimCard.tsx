import { Button, Card, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { QrCode } from '../../components/QrCode';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { ClaimCode } from './api';

/** The one-time code, large enough to be read out over the phone to the man on the pole. */
export function ClaimCard({ claim }: { claim: ClaimCode }) {
  const { t, i18n } = useTranslation('devices');
  const now = useNow();
  return (
    <Card>
      <Group justify="space-between" gap="lg">
        <Stack gap="xs">
          <Text c="dimmed">{t('claim.code')}</Text>
          <div className="code-large" data-testid="claim-code">{claim.code}</div>
          <Text size="sm" c="dimmed">
            {t('claim.once', { time: when(claim.expires_at, now, i18n.language) })}
          </Text>
          <CopyButton value={claim.code}>
            {({ copied, copy }) => (
              <Group><Button variant="default" size="xs" onClick={copy}>
                {t(copied ? 'claim.copied' : 'claim.copy')}
              </Button></Group>
            )}
          </CopyButton>
        </Stack>
        <QrCode text={claim.code} label={t('claim.qr')} />
      </Group>
    </Card>
  );
}
