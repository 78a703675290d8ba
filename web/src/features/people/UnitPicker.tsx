import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Unit, unit, units_page } from './api';

interface UnitPickerProps {
  value: string;
  on_change: (unit: Unit) => void;
}

/** The unit that a person belongs to; found by a few letters, because a province has hundreds. */
export function UnitPicker({ value, on_change }: UnitPickerProps) {
  const { t } = useTranslation('people');
  const [text, set_text] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const present = useQuery({ queryKey: ['unit', value], queryFn: () => unit(value) });
  const found = useQuery({
    queryKey: ['units', { q }], queryFn: () => units_page(q ? { q } : {}),
    placeholderData: (before) => before,
  });
  const open = (found.data?.items ?? []).filter((one) => !one.archived);
  const shown = present.data && !open.some(({ id }) => id === value)
    ? [present.data, ...open] : open;
  return (
    <Select label={t('unit')} required searchable size="md" value={value}
      data={shown.map(({ id, name }) => ({ value: id, label: name }))}
      filter={({ options }) => options} allowDeselect={false} nothingFoundMessage={t('no_unit')}
      onSearchChange={(typed) => set_text(typed === present.data?.name ? '' : typed)}
      onChange={(id) => {
        const chosen = shown.find((one) => one.id === id);
        if (chosen) on_change(chosen);
      }} />
  );
}
