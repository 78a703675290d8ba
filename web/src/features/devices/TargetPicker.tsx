import { Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { type Device, devices, groups } from './api';
import { ConditionChip } from './ConditionChip';
import { reaches, type Targets, toggle_all, toggle_device, toggle_group } from './targets';

interface TargetPickerProps {
  label: string;
  value: Targets;
  on_change: (targets: Targets) => void;
}

/** The clusters something is for; their present state beside them, so that none is a surprise. */
export function TargetPicker({ label, value, on_change }: TargetPickerProps) {
  const { t } = useTranslation('devices');
  const { unit } = useMe();
  const list = useQuery({ queryKey: ['devices'], queryFn: devices });
  const items = (list.data?.items ?? []).filter((one) => one.state !== 'revoked');
  const all = value.areas.includes(unit.area);
  const chosen = items.filter((one) => reaches(value, one)).length;
  return (
    <div role="group" aria-label={label}>
      <Group justify="space-between" mb={8}>
        <Text fw={500} size="sm">{label}</Text>
        <Text size="sm" c="dimmed" className="numbers">
          {t('targets.count', { chosen, all: items.length })}
        </Text>
      </Group>
      {list.isPending && <Skeleton height={80} />}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.data && items.length === 0 && <Text c="dimmed">{t('targets.none')}</Text>}
      <Stack gap="xs">
        <Checkbox label={t('targets.all', { unit: unit.name })} checked={all}
          indeterminate={!all && chosen > 0}
          onChange={() => on_change(toggle_all(value, unit.area))} />
        {!all && <GroupChoice devices={items} value={value} on_change={on_change} />}
        <Stack gap="xs" pl="md" mah={320} style={{ overflowY: 'auto' }} tabIndex={0}
          role="group" aria-label={t('targets.single')}>
          {items.map((one) => (
            <Group key={one.id} justify="space-between" gap={4}>
              <Checkbox label={one.name} flex="1 1 11rem" checked={reaches(value, one)}
                onChange={() => on_change(toggle_device(value, one, items))} />
              <ConditionChip device={one} />
            </Group>
          ))}
        </Stack>
      </Stack>
    </div>
  );
}

function GroupChoice({ devices: items, value, on_change }: {
  devices: Device[];
  value: Targets;
  on_change: (targets: Targets) => void;
}) {
  const { t } = useTranslation('devices');
  const list = useQuery({ queryKey: ['device-groups'], queryFn: groups });
  const known = list.data?.items ?? [];
  if (known.length === 0) return null;
  return (
    <Stack gap="xs" pl="md" role="group" aria-label={t('targets.groups')}>
      {known.map((one) => (
        <Checkbox key={one.id} checked={value.groups.includes(one.id)}
          label={t('targets.group', {
            name: one.name,
            count: items.filter((device) => device.groups.includes(one.id)).length,
          })}
          onChange={() => on_change(toggle_group(value, one.id))} />
      ))}
    </Stack>
  );
}
