import { Button, type ButtonProps } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Targets } from '../devices/targets';
import type { PlayChoice } from './PlayNowForm';

// Most visits end without playing anything.
const PlayNowDialog = lazy(async () =>
  ({ default: (await import('./PlayNowDialog')).PlayNowDialog }));

interface PlayNowProps extends ButtonProps {
  /** Given on the page of a bulletin; else one is chosen. */
  bulletin?: PlayChoice;
  /** Where it begins; can be changed before it is ordered. */
  targets: Targets;
}

/** The way to sound something without waiting for the programme. */
export function PlayNow({ bulletin, targets, ...look }: PlayNowProps) {
  const { t } = useTranslation('broadcast');
  const [asking, set_asking] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerPlayFilled size={18} aria-hidden />}
        {...look} onClick={() => set_asking(true)}>
        {t('play.action')}
      </Button>
      {asking && (
        <Suspense>
          <PlayNowDialog bulletin={bulletin} targets={targets} on_close={() => set_asking(false)} />
        </Suspense>
      )}
    </>
  );
}
