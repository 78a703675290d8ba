import { Checkbox, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { duration } from '../../lib/time';
import { bulletins } from '../content/api';
import type { ChosenBulletin } from './draft';

interface BulletinPickerProps {
  value: ChosenBulletin[];
  on_change: (bulletins: ChosenBulletin[]) => void;
}

/** Only what is approved can be chosen; the order of ticking is the order of sounding. */
export function BulletinPicker({ value, on_change }: BulletinPickerProps) {
  const { t, i18n } = useTranslation('schedule');
  const list = useQuery({ queryKey: ['bulletins', {}], queryFn: () => bulletins() });
  const chosen = (id: string) => value.some((one) => one.id === id);
  const ready = (list.data?.items ?? []).filter((one) => may(one, 'schedule') || chosen(one.id));
  return (
    <div role="group" aria-label={t('editor.what')}>
      <Text size="sm" fw={500} mb={8}>{t('editor.what')}</Text>
      {list.isPending && <Skeleton height={60} />}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.data && ready.length === 0 && <Text c="dimmed">{t('editor.none_approved')}</Text>}
      <Stack gap="xs" mah={220} style={{ overflowY: 'auto' }}>
        {ready.map(({ id, title, class: class_, duration_ms }) => (
          <Checkbox key={id} label={title} checked={chosen(id)}
            description={duration_ms ? duration(duration_ms, i18n.language) : undefined}
            onChange={(event) => on_change(event.currentTarget.checked
              ? [...value, { id, title, class: class_ }] : value.filter((one) => one.id !== id))} />
        ))}
      </Stack>
    </div>
  );
}
