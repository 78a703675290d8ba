import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconCircleDashed, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { every_device } from '../devices/api';
import { bounds_of } from '../devices/map/features';
import type { Circle } from './emergency';

const MapView = lazy(async () => ({ default: (await import('../devices/map/MapView')).MapView }));
const radii = [300, 500, 1000, 2000, 5000, 10_000, 20_000];

/** A press on the map draws a circle; what stands in it sounds, whoever it belongs to. */
export function CirclePicker({ value, calm, on_change }: {
  value: Circle[];
  calm: boolean;
  on_change: (circles: Circle[]) => void;
}) {
  const { t, i18n } = useTranslation('emergency');
  const [open, set_open] = useState(value.length > 0);
  const [metres, set_metres] = useState(1000);
  const all = useQuery({
    queryKey: ['device-map', {}], enabled: open, staleTime: 60_000,
    queryFn: ({ signal }) => every_device({}, () => undefined, signal),
  });
  const bounds = useMemo(() => bounds_of(all.data ?? []), [all.data]);
  const length = (one: number) => (one < 1000
    ? `${one} m` : `${(one / 1000).toLocaleString(i18n.language)} km`);
  if (!open) {
    return (
      <Group>
        <Button variant="default" onClick={() => set_open(true)}
          leftSection={<IconCircleDashed size={18} aria-hidden />}>
          {t('circle.open')}
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <NativeSelect label={t('circle.radius')} value={String(metres)}
          data={radii.map((one) => ({ value: String(one), label: length(one) }))}
          onChange={(event) => set_metres(Number(event.currentTarget.value))} />
        <Text size="sm" c="dimmed" flex="1 1 12rem">{t('circle.hint')}</Text>
      </Group>
      <Suspense fallback={<Waiting rows={2} />}>
        <MapView label={t('circle.label')} height="44vh" devices={all.data ?? []} bounds={bounds}
          circles={value} calm={calm}
          on_place={(centre) => on_change([...value, { centre, metres }])} />
      </Suspense>
      {value.length > 0 && (
        <Group gap={8}>
          {value.map((one, index) => (
            <Button key={index} size="xs" variant="light" rightSection={<IconX size={14} aria-hidden />}
              onClick={() => on_change(value.filter((each) => each !== one))}>
              {t('circle.remove', { number: index + 1, radius: length(one.metres) })}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}
