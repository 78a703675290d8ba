import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { Device } from './api';

/** Who ended the use of the device, when and why. */
export function RevokedNote({ device }: { device: Device }) {
  const { t, i18n } = useTranslation('devices');
  const now = useNow();
  return (
    <Note tone="warn" title={t('means.revoked')}>
      <Text>
        {t('revoke.by', {
          who: device.revoked_by || '—',
          time: device.revoked_at ? when(device.revoked_at, now, i18n.language) : '—',
        })}
      </Text>
      {device.revoked_why && <Text>{t('revoke.why', { why: device.revoked_why })}</Text>}
    </Note>
  );
}
