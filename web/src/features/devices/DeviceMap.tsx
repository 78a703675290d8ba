import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { type Device, type DeviceFilter, every_device } from './api';
import { ConditionChip } from './ConditionChip';
import { DrawnArea } from './DrawnArea';
import { bounds_of, country } from './map/features';
import { MapView } from './map/MapView';

/** Where the devices stand and how they are; a press on one leads to it. */
export function DeviceMap({ filter, count }: { filter: DeviceFilter; count: number | undefined }) {
  const { t } = useTranslation('devices');
  const [so_far, set_so_far] = useState<Device[]>([]);
  const [chosen, set_chosen] = useState<string>();
  const [whole, set_whole] = useState(false);
  const [drawing, set_drawing] = useState(false);
  const all = useQuery({
    queryKey: ['device-map', filter], refetchInterval: 60_000, staleTime: 15_000,
    queryFn: ({ signal }) => every_device(filter, set_so_far, signal),
  });
  const devices = all.data ?? so_far;
  const around = useMemo(() => bounds_of(all.data ?? []), [all.data]);
  const placed = devices.filter(({ position }) => position).length;
  const one = devices.find(({ id }) => id === chosen);
  return (
    <Stack gap="sm">
      {!drawing && (
        <>
          <Group justify="flex-end">
            <Button size="xs" variant="default" onClick={() => set_whole(!whole)}>
              {t(whole ? 'map.devices' : 'map.country')}
            </Button>
          </Group>
          <MapView label={t('map.label')} devices={devices} bounds={whole ? country : around}
            on_device={set_chosen} on_place={() => set_chosen(undefined)} />
        </>
      )}
      {all.isFetching && !all.data && (count ?? 0) > 200 && (
        <Progress value={(so_far.length / (count ?? 1)) * 100} aria-label={t('map.loading')} />
      )}
      <div role="status">
        {one && !drawing && <Chosen device={one} />}
        {all.data && placed < devices.length && (
          <Text size="sm" c="dimmed">
            {t('map.homeless', { count: devices.length - placed })}
          </Text>
        )}
      </div>
      <DrawnArea on_open={set_drawing} />
      <Text size="xs" c="dimmed">{t('map.source')}</Text>
      <ProblemNote error={all.error} retry={() => void all.refetch()} />
    </Stack>
  );
}

function Chosen({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  return (
    <div className="note">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{device.name}</Text>
          <Group gap={8}>
            <ConditionChip device={device} />
            <Text size="sm" c="dimmed">{device.place}</Text>
          </Group>
        </div>
        <LinkButton to="/devices/$id" params={{ id: device.id }} size="sm">
          {t('claim.watch')}
        </LinkButton>
      </Group>
    </div>
  );
}
