import { Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { devices } from './api';
import { ConditionChip } from './ConditionChip';

interface TargetPickerProps {
  label: string;
  value: string[];
  on_change: (devices: string[]) => void;
}

/** The clusters something is for; their present state beside them, so that none is a surprise. */
export function TargetPicker({ label, value, on_change }: TargetPickerProps) {
  const { t } = useTranslation('devices');
  const list = useQuery({ queryKey: ['devices'], queryFn: devices });
  const items = list.data?.items ?? [];
  const all = items.length > 0 && items.every((one) => value.includes(one.id));
  return (
    <div role="group" aria-label={label}>
      <Group justify="space-between" mb={8}>
        <Text fw={500} size="sm">{label}</Text>
        <Text size="sm" c="dimmed" className="numbers">
          {t('targets.count', { chosen: value.length, all: items.length })}
        </Text>
      </Group>
      {list.isPending && <Skeleton height={80} />}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.data && items.length === 0 && <Text c="dimmed">{t('targets.none')}</Text>}
      {items.length > 0 && (
        <Stack gap="xs">
          <Checkbox label={t('targets.all')} checked={all}
            indeterminate={!all && value.length > 0}
            onChange={() => on_change(all ? [] : items.map((one) => one.id))} />
          <Stack gap="xs" pl="md">
            {items.map((one) => (
              <Group key={one.id} justify="space-between" gap="xs">
                <Checkbox label={one.name} checked={value.includes(one.id)}
                  onChange={(event) => on_change(event.currentTarget.checked
                    ? [...value, one.id] : value.filter((id) => id !== one.id))} />
                <ConditionChip device={one} />
              </Group>
            ))}
          </Stack>
        </Stack>
      )}
    </div>
  );
}
