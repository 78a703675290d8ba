import { Button, type ButtonProps, Text } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count_at } from '../devices/api';
import type { Targets } from '../devices/targets';
import { StopOffer } from './StopOffer';

interface StopPlacesProps extends ButtonProps {
  targets: Targets;
  /** Of which clusters: `Cụm chợ`, `tất cả cụm loa của xã`. */
  name: string;
  label: string;
}

/** Everything that sounds on one cluster, a group or the whole unit falls silent. */
export function StopPlaces({ targets, name, label, ...look }: StopPlacesProps) {
  const { t } = useTranslation('broadcast');
  const [asking, set_asking] = useState(false);
  const counts = useQuery({
    queryKey: ['devices', 'at', targets], queryFn: () => count_at(targets), enabled: asking,
  });
  const { all = 0, sounding = 0 } = counts.data ?? {};
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerStopFilled size={18} aria-hidden />}
        {...look} onClick={() => set_asking(true)}>
        {label}
      </Button>
      {asking && (
        <StopOffer order={{ targets }} title={t('stop.places_title', { name })}
          action={t('stop.action')} on_close={() => set_asking(false)}>
          {counts.data && (
            <>
              <Text>{t('stop.places_says', { count: all })}</Text>
              <Text>
                {sounding > 0 ? t('stop.sounding', { count: sounding }) : t('stop.silent')}
              </Text>
            </>
          )}
          <Text>{t('stop.later')}</Text>
        </StopOffer>
      )}
    </>
  );
}
