import { Button, Text } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from './api';
import { StopOffer } from './StopOffer';

/**
 * Stopping says before it acts how many clusters fall silent. It stays on the screen when there is
 * nothing left to stop, because its dialog then tells which clusters have obeyed.
 */
export function StopRun({ run, offered }: { run: Run; offered: boolean }) {
  const { t } = useTranslation('broadcast');
  const [asking, set_asking] = useState(false);
  return (
    <>
      {offered && (
        <Button variant="default" onClick={() => set_asking(true)}
          leftSection={<IconPlayerStopFilled size={18} aria-hidden />}>
          {t('stop.action')}
        </Button>
      )}
      {asking && (
        <StopOffer order={{ run: run.id }} title={t('stop.title')} action={t('stop.action')}
          on_close={() => set_asking(false)}>
          <Text>{t('stop.says', { count: run.devices })}</Text>
        </StopOffer>
      )}
    </>
  );
}
