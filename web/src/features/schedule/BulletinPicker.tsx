import { Checkbox, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { duration } from '../../lib/time';
import { with_chosen } from '../content/ready';
import { useReadyBulletins } from '../content/useReadyBulletins';
import type { ChosenBulletin } from './draft';

interface BulletinPickerProps {
  value: ChosenBulletin[];
  on_change: (bulletins: ChosenBulletin[]) => void;
}

/** Only what is approved can be chosen; the order of ticking is the order of sounding. */
export function BulletinPicker({ value, on_change }: BulletinPickerProps) {
  const { t, i18n } = useTranslation('schedule');
  const [text, set_text] = useState('');
  const [words] = useDebouncedValue(text.trim(), 250);
  const found = useReadyBulletins(words);
  const chosen = (id: string) => value.some((one) => one.id === id);
  const ready = found.items.filter((one) => may(one, 'schedule') || chosen(one.id));
  const length = (id: string) => ready.find((one) => one.id === id)?.duration_ms;
  const offered = with_chosen<ChosenBulletin>(
    ready.map(({ id, title, class: class_ }) => ({ id, title, class: class_ })), value);
  return (
    <div role="group" aria-label={t('editor.what')}>
      <Text size="sm" fw={500} mb={8}>{t('editor.what')}</Text>
      {(found.has_more || text) && (
        <TextInput type="search" mb="xs" aria-label={t('editor.find')} value={text}
          placeholder={t('editor.find')} maxLength={200}
          leftSection={<IconSearch size={17} aria-hidden />}
          onChange={(event) => set_text(event.currentTarget.value)} />
      )}
      {found.is_pending && <Skeleton height={60} />}
      <ProblemNote error={found.error} retry={found.refetch} />
      {!found.is_pending && !found.error && offered.length === 0 && (
        <Text c="dimmed">{t(words ? 'editor.none_found' : 'editor.none_approved')}</Text>
      )}
      <Stack gap="xs" mah={260} style={{ overflowY: 'auto' }}>
        {offered.map((one) => {
          const ms = length(one.id);
          return (
            <Checkbox key={one.id} label={one.title} checked={chosen(one.id)}
              description={ms ? duration(ms, i18n.language) : undefined}
              onChange={(event) => on_change(event.currentTarget.checked
                ? [...value, one] : value.filter(({ id }) => id !== one.id))} />
          );
        })}
      </Stack>
    </div>
  );
}
