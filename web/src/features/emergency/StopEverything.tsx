import { Button, type ButtonProps } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

// Most visits end without stopping anything.
const Dialog = lazy(async () =>
  ({ default: (await import('./StopEverythingDialog')).StopEverythingDialog }));

/** Whatever sounds in the own unit falls silent: programmes, what was played by hand, emergencies. */
export function StopEverything(look: ButtonProps) {
  const { t } = useTranslation('home');
  const [asking, set_asking] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerStopFilled size={18} aria-hidden />}
        {...look} onClick={() => set_asking(true)}>
        {t('stop_all')}
      </Button>
      {asking && <Suspense><Dialog on_close={() => set_asking(false)} /></Suspense>}
    </>
  );
}
