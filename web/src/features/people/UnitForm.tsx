import { Button, Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { ProblemNote } from '../../components/ProblemNote';
import { type UnitKind, unit_kinds } from '../identity/api';
import { add_unit, edit_unit, type Unit } from './api';

interface UnitFormProps {
  area: string;
  /** Absent for a new one. */
  unit: Unit | undefined;
  on_saved: () => void;
  on_close: () => void;
}

export function UnitForm({ area, unit, on_saved, on_close }: UnitFormProps) {
  const { t, i18n } = useTranslation('people');
  const [name, set_name] = useState(unit?.name ?? '');
  const [kind, set_kind] = useState<UnitKind>(unit?.kind ?? 'service_centre');
  const [archived, set_archived] = useState(unit?.archived ?? false);
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), kind, area: unit?.area ?? area, archived };
      return unit ? edit_unit(unit, body) : add_unit(body);
    },
    onSuccess: on_saved,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <TextInput label={t('units.name')} description={t('units.name_hint')} required
          data-autofocus maxLength={120} value={name}
          error={saving.error && as_problem(saving.error).field('/name', i18n.language)}
          onChange={(event) => set_name(event.currentTarget.value)} />
        <Select label={t('units.kind')} value={kind} allowDeselect={false}
          data={unit_kinds.map((one) => ({ value: one, label: t(`identity:unit_kinds.${one}`) }))}
          onChange={(value) => set_kind(value as UnitKind)} />
        {unit && (
          <Switch label={t('units.archive')} description={t('units.archive_hint')}
            checked={archived} onChange={(event) => set_archived(event.currentTarget.checked)} />
        )}
        <ProblemNote error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={saving.isPending} disabled={!name.trim()}>
            {t('shell:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
