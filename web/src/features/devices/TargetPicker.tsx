import { Button, Checkbox, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { area, villages } from '../area/api';
import { AreaPicker } from '../area/AreaPicker';
import { commune_of } from '../area/village';
import { useMe } from '../identity/useMe';
import { type Device, devices, find_devices, groups, reach } from './api';
import { ConditionChip } from './ConditionChip';
import { ReachList } from './ReachList';
import { ShapePicker } from './ShapePicker';
import {
  is_empty, reaches, shapes_of, type Targets, toggle_all, toggle_area, toggle_device, toggle_group,
  toggle_single, with_shapes,
} from './targets';

interface ChoiceProps {
  value: Targets;
  on_change: (targets: Targets) => void;
}

interface TargetPickerProps extends ChoiceProps {
  label: string;
  /** What is meant is shown in the red of an emergency. */
  alarming?: boolean;
  /** The page itself tells how many are reached. */
  counted_below?: boolean;
}

/** The clusters something is for; their present state beside them, so that none is a surprise. */
export function TargetPicker({
  label, value, alarming = false, counted_below = false, on_change,
}: TargetPickerProps) {
  const { t } = useTranslation('devices');
  const { unit } = useMe();
  const list = useQuery({ queryKey: ['devices'], queryFn: devices });
  const items = (list.data?.items ?? []).filter((one) => one.state !== 'revoked');
  const many = list.data?.next !== undefined;
  const all = value.areas.includes(unit.area);
  const chosen = items.filter((one) => reaches(value, one)).length;
  return (
    <div role="group" aria-label={label}>
      <Group justify="space-between" mb={8}>
        <Text fw={500} size="sm">{label}</Text>
        <Text size="sm" c="dimmed" className="numbers">
          {many ? <Counted value={value} /> : t('targets.count', { chosen, all: items.length })}
        </Text>
      </Group>
      {list.isPending && <Skeleton height={80} />}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.data && items.length === 0 && <Text c="dimmed">{t('targets.none')}</Text>}
      <Stack gap="xs">
        <Checkbox label={t('targets.all', { unit: unit.name })} checked={all}
          indeterminate={!all && !is_empty(value)}
          onChange={() => on_change(toggle_all(value, unit.area))} />
        {!all && !unit.area.includes('/') && (
          <AreaChoice value={value} on_change={on_change} />
        )}
        {!all && unit.area.includes('/') && (
          <VillageChoice unit={unit.area} value={value} on_change={on_change} />
        )}
        {!all && <GroupChoice devices={many ? [] : items} value={value} on_change={on_change} />}
        {many
          ? !all && <FoundDevices value={value} on_change={on_change} />
          : (
            <SingleDevices items={items} value={value}
              on_toggle={(one) => on_change(toggle_device(value, one, items))} />
          )}
        {!all && (
          <ShapePicker value={shapes_of(value)} calm={!alarming} unit={unit.name}
            on_change={(shapes) => on_change(with_shapes(value, shapes, unit.area))} />
        )}
        {!counted_below && <Reached value={value} />}
      </Stack>
    </div>
  );
}

/** However they were chosen, each is counted once; the server does it. */
const useReach = (value: Targets) => useQuery({
  queryKey: ['target-preview', value], queryFn: () => reach(value), enabled: !is_empty(value),
  placeholderData: (before) => before,
});

function Counted({ value }: { value: Targets }) {
  const { t } = useTranslation('devices');
  const counted = useReach(value);
  const count = is_empty(value) ? 0 : counted.data?.devices;
  return count === undefined ? null : <>{t('targets.chosen', { count })}</>;
}

/** Told before anything is sent: clusters, people, and who hears nothing now. */
function Reached({ value }: { value: Targets }) {
  const { t } = useTranslation('devices');
  const counted = useReach(value);
  if (is_empty(value) || !counted.data) return null;
  return (
    <div>
      <Text size="sm" fw={500}>{t('targets.reaches')}</Text>
      <ReachList reach={counted.data} size="sm" />
    </div>
  );
}

function SingleDevices({ items, value, on_toggle }: {
  items: Device[];
  value: Targets;
  on_toggle: (device: Device) => void;
}) {
  const { t } = useTranslation('devices');
  return (
    <Stack gap="xs" pl="md" mah={320} style={{ overflowY: 'auto' }} tabIndex={0}
      role="group" aria-label={t('targets.single')}>
      {items.map((one) => (
        <Group key={one.id} justify="space-between" gap={4}>
          <Checkbox label={one.name} flex="1 1 11rem" checked={reaches(value, one)}
            onChange={() => on_toggle(one)} />
          <ConditionChip device={one} />
        </Group>
      ))}
    </Stack>
  );
}

/** More devices than a list can hold are looked for by name. */
function FoundDevices({ value, on_change }: ChoiceProps) {
  const { t } = useTranslation('devices');
  const [text, set_text] = useState('');
  const [words] = useDebouncedValue(text.trim(), 250);
  const found = useQuery({
    queryKey: ['devices', 'found', words], queryFn: () => find_devices(words),
    placeholderData: (before) => before,
  });
  const items = (found.data?.items ?? []).filter((one) => one.state !== 'revoked');
  return (
    <Stack gap="xs" pl="md">
      <TextInput label={t('targets.search')} description={t('targets.too_many')} type="search"
        value={text} onChange={(event) => set_text(event.currentTarget.value)} />
      <SingleDevices items={items} value={value}
        on_toggle={({ id }) => on_change(toggle_single(value, id))} />
    </Stack>
  );
}

/** A province picks some of its communes. */
function AreaChoice({ value, on_change }: ChoiceProps) {
  const { t } = useTranslation('devices');
  const { unit } = useMe();
  return (
    <Stack gap="xs" pl="md">
      <AreaPicker key={value.areas.join()} label={t('targets.area')} under={unit.area}
        on_choice={(one) => one && !value.areas.includes(one.path) &&
          on_change(toggle_area(value, one.path))} />
      {value.areas.length > 0 && (
        <Group gap={8}>
          {value.areas.map((path) => (
            <ChosenArea key={path} path={path}
              on_remove={() => on_change(toggle_area(value, path))} />
          ))}
        </Group>
      )}
    </Stack>
  );
}

function ChosenArea({ path, on_remove }: { path: string; on_remove: () => void }) {
  const { t } = useTranslation('devices');
  const code = path.split('/').at(-1) ?? path;
  const named = useQuery({ queryKey: ['area', code], queryFn: () => area(code) });
  const name = named.data?.full_name ?? code;
  return (
    <Button size="xs" variant="light" rightSection={<IconX size={14} aria-hidden />}
      aria-label={t('targets.area_one', { name })} onClick={on_remove}>
      {name}
    </Button>
  );
}

/** A commune picks some of its villages: also those clusters that are put up there later. */
function VillageChoice({ unit, value, on_change }: ChoiceProps & { unit: string }) {
  const { t } = useTranslation(['devices', 'area']);
  const commune = commune_of(unit) ?? '';
  const list = useQuery({ queryKey: ['villages', commune], queryFn: () => villages(commune) });
  const items = list.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Stack gap="xs" pl="md" role="group" aria-label={t('area:village.title')}>
      {items.map(({ path, kind, name }) => (
        <Checkbox key={path} checked={value.areas.includes(path)}
          label={t(`area:village.kinds.${kind}`, { name })}
          onChange={() => on_change(toggle_area(value, path))} />
      ))}
    </Stack>
  );
}

function GroupChoice({ devices: items, value, on_change }: ChoiceProps & { devices: Device[] }) {
  const { t } = useTranslation('devices');
  const list = useQuery({ queryKey: ['device-groups'], queryFn: groups });
  const known = list.data?.items ?? [];
  if (known.length === 0) return null;
  const members = (group: string) => items.filter((one) => one.groups.includes(group)).length;
  return (
    <Stack gap="xs" pl="md" role="group" aria-label={t('targets.groups')}>
      {known.map((one) => (
        <Checkbox key={one.id} checked={value.groups.includes(one.id)}
          label={items.length > 0
            ? t('targets.group', { name: one.name, count: members(one.id) }) : one.name}
          onChange={() => on_change(toggle_group(value, one.id))} />
      ))}
    </Stack>
  );
}
