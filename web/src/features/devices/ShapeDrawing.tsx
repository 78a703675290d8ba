import {
  Button, Group, NativeSelect, SegmentedControl, Select, Stack, Text, TextInput,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { NumberField } from '../../components/NumberField';
import { type Device, every_device } from './api';
import { bounds_of, parse_position } from './map/features';
import {
  can_close, corners_min, is_drawn, kept_place, metres_max, type Point, type Shapes, with_corner,
} from './shapes';

const MapView = lazy(async () => ({ default: (await import('./map/MapView')).MapView }));
const radii = [300, 500, 1000, 2000, 5000, 10_000, 20_000];

export interface ShapeDrawingProps {
  value: Shapes;
  /** Of an exercise or of something ordinary: not red. */
  calm: boolean;
  /** The unit at whose border the shapes end. */
  unit: string;
  on_change: (shapes: Shapes) => void;
}

export function ShapeDrawing({ value, calm, unit, on_change }: ShapeDrawingProps) {
  const { t, i18n } = useTranslation('devices');
  const [kind, set_kind] = useState<'circle' | 'polygon'>('circle');
  const [metres, set_metres] = useState(1000);
  const [corners, set_corners] = useState<Point[]>([]);
  const all = useQuery({
    queryKey: ['device-map', {}], staleTime: 60_000,
    queryFn: ({ signal }) => every_device({}, () => undefined, signal),
  });
  const bounds = useMemo(() => bounds_of(all.data ?? []), [all.data]);
  const length = (one: number) => (one < 1000
    ? `${one} m` : `${(one / 1000).toLocaleString(i18n.language)} km`);
  const place = (pressed: Point) => {
    const point = kept_place(pressed);
    if (kind === 'polygon') set_corners(with_corner(corners, point));
    else on_change({ ...value, circles: [...value.circles, { centre: point, metres }] });
  };
  const close = () => {
    on_change({ ...value, polygons: [...value.polygons, corners] });
    set_corners([]);
  };
  return (
    <Stack gap="sm" role="group" aria-label={t('shapes.open')}>
      <SegmentedControl fullWidth value={kind} aria-label={t('shapes.kind')}
        data={[
          { value: 'circle', label: t('shapes.circle') },
          { value: 'polygon', label: t('shapes.polygon') },
        ]}
        onChange={(chosen) => set_kind(chosen as typeof kind)} />
      <Group align="flex-end" gap="sm">
        {kind === 'circle' && (
          <Radius value={metres} length={length} on_change={set_metres} />
        )}
        <Text size="sm" c="dimmed" flex="1 1 12rem">
          {t(`shapes.${kind}_hint`)} {t('shapes.border', { unit })}
        </Text>
      </Group>
      <Suspense fallback={<Waiting rows={2} />}>
        <MapView label={t('shapes.label')} height="44vh" devices={all.data ?? []} bounds={bounds}
          circles={value.circles} polygons={value.polygons} corners={corners} calm={calm}
          on_place={place} />
      </Suspense>
      <TypedPlace label={t(kind === 'circle' ? 'shapes.centre' : 'shapes.corner')}
        on_place={place} />
      {kind === 'circle' && <AroundDevice devices={all.data ?? []} on_place={place} />}
      {corners.length > 0 && (
        <Open corners={corners} on_close={close}
          on_back={() => set_corners(corners.slice(0, -1))} />
      )}
      <Drawn value={value} length={length} on_change={on_change} />
    </Stack>
  );
}

/** A polygon that is still being drawn means nothing yet, and says so. */
function Open({ corners, on_close, on_back }: {
  corners: Point[];
  on_close: () => void;
  on_back: () => void;
}) {
  const { t } = useTranslation('devices');
  return (
    <Group gap={8} role="status">
      <Text size="sm" fw={500}>{t('shapes.corners', { count: corners.length })}</Text>
      <Text size="sm" c="dimmed" flex="1 1 12rem">
        {can_close(corners)
          ? t('shapes.not_closed') : t('shapes.more', { count: corners_min - corners.length })}
      </Text>
      <Button disabled={!can_close(corners)} onClick={on_close}>{t('shapes.close')}</Button>
      <Button variant="default" onClick={on_back}>{t('shapes.back')}</Button>
    </Group>
  );
}

/** A usual distance by one press, any other typed. */
function Radius({ value, length, on_change }: {
  value: number;
  length: (metres: number) => string;
  on_change: (metres: number) => void;
}) {
  const { t } = useTranslation('devices');
  const [own, set_own] = useState(false);
  return (
    <Group align="flex-end" gap="sm">
      <NativeSelect label={t('shapes.radius')} value={own ? 'own' : String(value)}
        data={[
          ...radii.map((one) => ({ value: String(one), label: length(one) })),
          { value: 'own', label: t('shapes.own_radius') },
        ]}
        onChange={({ currentTarget: { value: chosen } }) => {
          set_own(chosen === 'own');
          on_change(Number(chosen) || value);
        }} />
      {own && (
        <NumberField label={t('shapes.metres')} w={130} min={1} max={metres_max} value={value}
          on_change={on_change} />
      )}
    </Group>
  );
}

/** Everything within a distance of a device, by its name. */
function AroundDevice({ devices, on_place }: {
  devices: Device[];
  on_place: (point: Point) => void;
}) {
  const { t } = useTranslation('devices');
  const placed = useMemo(() => devices.filter(({ position }) => position), [devices]);
  if (placed.length === 0) return null;
  return (
    <Select label={t('shapes.around')} searchable limit={50} value={null}
      nothingFoundMessage={t('shapes.no_device')}
      data={placed.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => {
        const position = placed.find((one) => one.id === id)?.position;
        if (position) on_place(position);
      }} />
  );
}

/** The same without a pointer: a place as it is copied from a telephone or a paper map. */
function TypedPlace({ label, on_place }: { label: string; on_place: (point: Point) => void }) {
  const { t } = useTranslation('devices');
  const [text, set_text] = useState('');
  const point = parse_position(text);
  const add = () => {
    if (!point) return;
    on_place(point);
    set_text('');
  };
  return (
    <Group align="flex-end" gap="sm">
      <TextInput label={label} placeholder="9.5119, 105.2607" flex="1 1 12rem" value={text}
        error={text.trim() && !point ? t('shapes.no_place') : undefined}
        onChange={(event) => set_text(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }} />
      <Button variant="default" disabled={!point} onClick={add}>{t('shapes.add')}</Button>
    </Group>
  );
}

function Drawn({ value, length, on_change }: Pick<ShapeDrawingProps, 'value' | 'on_change'> & {
  length: (metres: number) => string;
}) {
  const { t } = useTranslation('devices');
  const { circles, polygons } = value;
  if (!is_drawn(value)) return null;
  const remove = (label: string, rest: Shapes, key: string) => (
    <Button key={key} size="xs" variant="light" rightSection={<IconX size={14} aria-hidden />}
      onClick={() => on_change(rest)}>
      {label}
    </Button>
  );
  return (
    <Group gap={8}>
      {circles.map((one, at) => remove(
        t('shapes.remove_circle', { number: at + 1, radius: length(one.metres) }),
        { ...value, circles: circles.filter((each) => each !== one) }, `c${at}`,
      ))}
      {polygons.map((one, at) => remove(
        t('shapes.remove_polygon', { number: at + 1, corners: one.length }),
        { ...value, polygons: polygons.filter((each) => each !== one) }, `p${at}`,
      ))}
    </Group>
  );
}
