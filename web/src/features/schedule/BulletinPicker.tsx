import { Checkbox, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { duration } from '../../lib/time';
import { bulletins } from '../content/api';

interface BulletinPickerProps {
  value: string[];
  on_change: (bulletins: string[]) => void;
}

/** Only what is approved can be chosen; the order of ticking is the order of sounding. */
export function BulletinPicker({ value, on_change }: BulletinPickerProps) {
  const { t, i18n } = useTranslation('schedule');
  const list = useQuery({ queryKey: ['bulletins', {}], queryFn: () => bulletins() });
  const ready = (list.data?.items ?? []).filter(
    (one) => ['approved', 'scheduled', 'broadcast'].includes(one.state) || value.includes(one.id),
  );
  return (
    <div role="group" aria-label={t('editor.what')}>
      <Text size="sm" fw={500} mb={8}>{t('editor.what')}</Text>
      {list.isPending && <Skeleton height={60} />}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.data && ready.length === 0 && <Text c="dimmed">{t('editor.none_approved')}</Text>}
      <Stack gap="xs" mah={220} style={{ overflowY: 'auto' }}>
        {ready.map((one) => (
          <Checkbox key={one.id} label={one.title} checked={value.includes(one.id)}
            description={one.duration_ms
              ? duration(one.duration_ms, i18n.language) : undefined}
            onChange={(event) => on_change(event.currentTarget.checked
              ? [...value, one.id] : value.filter((id) => id !== one.id))} />
        ))}
      </Stack>
    </div>
  );
}
