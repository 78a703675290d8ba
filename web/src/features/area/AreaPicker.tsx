import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Area, find_areas } from './api';

interface AreaPickerProps {
  label: string;
  description?: string;
  required?: boolean;
  error?: ReactNode;
  initial?: Area;
  /** Only units within this area. */
  under?: string;
  on_choice: (area: Area | undefined) => void;
}

function words(area: Area): string {
  const place = [area.full_name, area.parent?.full_name].filter(Boolean).join(', ');
  return area.former ? `${place} (${area.former.name}, ${area.former.place})` : place;
}

/** Type a name with or without tone marks; the server finds and ranks. */
export function AreaPicker(props: AreaPickerProps) {
  const { t } = useTranslation('area');
  const [text, set_text] = useState('');
  const [chosen, set_chosen] = useState<Area | undefined>(props.initial);
  const [query] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: ['areas', query, props.under],
    queryFn: () => find_areas(query, props.under),
    enabled: query.length >= 2,
    placeholderData: (before) => before,
  });
  const areas = found.data?.items ?? [];
  const shown = chosen && !areas.some((one) => one.path === chosen.path)
    ? [chosen, ...areas] : areas;
  return (
    <Select
      label={props.label}
      description={props.description}
      required={props.required}
      error={props.error}
      size="md"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      placeholder={t('placeholder')}
      value={chosen?.path ?? null}
      data={shown.map((area) => ({ value: area.path, label: words(area) }))}
      filter={({ options }) => options}
      onSearchChange={set_text}
      rightSection={found.isFetching ? <Loader size="xs" /> : undefined}
      nothingFoundMessage={query.length < 2 ? t('type_more') : t('none')}
      onChange={(path) => {
        const area = shown.find((one) => one.path === path);
        set_chosen(area);
        props.on_choice(area);
      }}
    />
  );
}
