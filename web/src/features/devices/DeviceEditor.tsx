import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Waiting } from '../../components/Loading';
import { ProblemNote } from '../../components/ProblemNote';
import { VillageSelect } from '../area/VillageSelect';
import { type Device, details_of, edit, read_for_edit } from './api';
import { bounds_of, country, parse_position, position_text } from './map/features';

const MapView = lazy(async () => ({ default: (await import('./map/MapView')).MapView }));

/** Name, place and where it stands on the map; the serial of a claimed machine stays. */
export function DeviceEditor({ id, on_close }: { id: string; on_close: () => void }) {
  const { t } = useTranslation('devices');
  const read = useQuery({
    queryKey: ['device-edit', id], queryFn: () => read_for_edit(id), gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <Modal opened onClose={on_close} size="lg" title={<Text fw={600}>{t('edit.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <ProblemNote error={read.error} retry={() => void read.refetch()} />
      {read.data && <Form {...read.data} on_close={on_close} />}
    </Modal>
  );
}

function Form({ device, version, on_close }: {
  device: Device;
  version: string;
  on_close: () => void;
}) {
  const { t, i18n } = useTranslation('devices');
  const client = useQueryClient();
  const [name, set_name] = useState(device.name);
  const [place, set_place] = useState(device.place ?? '');
  const [area, set_area] = useState(device.area);
  const [where, set_where] = useState(device.position ? position_text(device.position) : '');
  const [map, set_map] = useState(false);
  const position = parse_position(where);
  const wrong = where.trim() !== '' && !position;
  const saving = useMutation({
    mutationFn: () => {
      const { place: _, position: __, ...kept } = details_of(device);
      return edit(device.id, version, {
        ...kept, area, name: name.trim(), ...(place.trim() ? { place: place.trim() } : {}),
        ...(position ? { position } : {}),
      });
    },
    onSuccess: async () => {
      for (const key of ['device', 'devices', 'device-pages', 'device-map']) {
        await client.invalidateQueries({ queryKey: [key] });
      }
      on_close();
    },
  });
  const fault = (field: string) =>
    (saving.error ? as_problem(saving.error).field(`/${field}`, i18n.language) : undefined);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) saving.mutate();
  };
  const shown = { id: device.id, name, condition: device.condition, ...(position ? { position } : {}) };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <TextInput label={t('new.name')} required value={name} error={fault('name')} data-autofocus
          maxLength={120} onChange={(event) => set_name(event.currentTarget.value)} />
        <VillageSelect area={area} on_change={set_area} />
        <TextInput label={t('new.place')} description={t('new.place_hint')} value={place}
          maxLength={200} error={fault('place')}
          onChange={(event) => set_place(event.currentTarget.value)} />
        <TextInput label={t('edit.position')} description={t('edit.position_hint')} value={where}
          inputMode="text" error={wrong ? t('edit.position_wrong') : fault('position')}
          onChange={(event) => set_where(event.currentTarget.value)} />
        {map
          ? (
            <Suspense fallback={<Waiting rows={2} />}>
              <MapView label={t('edit.map_label')} height="40vh" devices={[shown]}
                bounds={device.position ? bounds_of([device]) : country}
                on_place={(at) => set_where(position_text(at))} />
            </Suspense>
          )
          : (
            <Group>
              <Button variant="default" size="sm" onClick={() => set_map(true)}>
                {t('edit.on_map')}
              </Button>
            </Group>
          )}
        <ProblemNote error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={saving.isPending} disabled={wrong}>
            {t('shell:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
