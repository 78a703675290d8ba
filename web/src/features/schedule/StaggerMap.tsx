import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { duration } from '../../lib/time';
import { type Device, every_device } from '../devices/api';
import { bounds_of } from '../devices/map/features';
import { MapView } from '../devices/map/MapView';
import { heard_around, labelled, type Slotted } from './stagger_slots';

/** Which cluster speaks when, where it stands, and how far it is heard. */
export function StaggerMap({ area, slots, metres }: {
  area: string;
  slots: Slotted[];
  metres: number;
}) {
  const query = useQuery({
    queryKey: ['device-map', { area }], staleTime: 15_000,
    queryFn: ({ signal }) => every_device({ area }, () => undefined, signal),
  });
  return (
    <Loaded query={query}>
      {(devices) => <Shown devices={devices} slots={slots} metres={metres} />}
    </Loaded>
  );
}

function Shown({ devices, slots, metres }: {
  devices: Device[];
  slots: Slotted[];
  metres: number;
}) {
  const { t, i18n } = useTranslation('schedule');
  const shown = useMemo(() => labelled(devices, slots, ({ slot, offset_ms }) =>
    (slot === 0 ? t('stagger.first') : t('stagger.after', {
      slot: slot + 1, time: duration(offset_ms, i18n.language),
    }))), [devices, slots, t, i18n.language]);
  const circles = useMemo(() => heard_around(shown, metres), [shown, metres]);
  const bounds = useMemo(() => bounds_of(shown), [shown]);
  return (
    <MapView label={t('stagger.map_label')} height="44vh" calm devices={shown} bounds={bounds}
      circles={circles} />
  );
}
