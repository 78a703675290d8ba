import { Button, Group, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../../lib/abilities';
import { useMe } from '../identity/useMe';
import { find_people } from './api';
import { type AuditView, kinds } from './audit_view';

interface AuditFiltersProps {
  view: AuditView;
  on_show: (view: AuditView) => void;
}

export function AuditFilters({ view, on_show }: AuditFiltersProps) {
  const { t } = useTranslation('audit');
  const me = useMe();
  const day = (name: 'from' | 'to') => (
    <DatePickerInput label={t(`filter.${name}`)} flex="1 1 9rem" valueFormat="DD/MM/YYYY" clearable
      placeholder={t('filter.any_day')} clearButtonProps={{ 'aria-label': t('filter.any_day') }}
      value={view[name] ?? null}
      onChange={(value) => on_show({ ...view, [name]: value ?? undefined })} />
  );
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label={t('filter.title')}>
      <Select label={t('filter.kind')} flex="1 1 11rem" clearable placeholder={t('filter.any')}
        clearButtonProps={{ 'aria-label': t('filter.any') }} value={view.action ?? null}
        data={kinds.map((one) => ({ value: one, label: t(`kinds.${one.slice(0, -1)}`) }))}
        onChange={(action) => on_show({ ...view, action: action ?? undefined })} />
      {may(me, 'manage_users') && (
        <PersonFilter value={view.actor}
          on_change={(actor) => on_show({ ...view, actor })} />
      )}
      {day('from')}
      {day('to')}
      {Object.values(view).some(Boolean) && (
        <Button variant="default" onClick={() => on_show({})}>{t('filter.clear')}</Button>
      )}
    </Group>
  );
}

function PersonFilter({ value, on_change }: {
  value: string | undefined;
  on_change: (id: string | undefined) => void;
}) {
  const { t } = useTranslation('audit');
  const [text, set_text] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: ['people', 'found', q], queryFn: () => find_people(q),
    placeholderData: (before) => before,
  });
  const people = (found.data?.items ?? []).map(({ id, display_name }) =>
    ({ value: id, label: display_name }));
  const shown = value && !people.some((one) => one.value === value)
    ? [{ value, label: value }, ...people] : people;
  return (
    <Select label={t('filter.actor')} flex="1 1 11rem" clearable searchable data={shown}
      placeholder={t('filter.anybody')} clearButtonProps={{ 'aria-label': t('filter.anybody') }}
      value={value ?? null} filter={({ options }) => options} onSearchChange={(typed) =>
        set_text(people.some((one) => one.label === typed) ? '' : typed)}
      onChange={(id) => on_change(id ?? undefined)} />
  );
}
