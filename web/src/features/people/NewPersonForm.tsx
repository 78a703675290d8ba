import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { add_person, type PersonWithCode, type Role } from './api';
import { writes_and_approves } from './grants';
import { RoleChoice } from './RoleChoice';
import { UnitPicker } from './UnitPicker';

interface NewPersonFormProps {
  on_made: (made: PersonWithCode) => void;
  on_close: () => void;
}

export function NewPersonForm({ on_made, on_close }: NewPersonFormProps) {
  const { t, i18n } = useTranslation('people');
  const me = useMe();
  const [unit, set_unit] = useState<{ id: string; area: string; name: string }>(me.unit);
  const [display_name, set_name] = useState('');
  const [user_name, set_user_name] = useState('');
  const [phone, set_phone] = useState('');
  const [chosen, set_chosen] = useState<Role[]>(['composer']);
  const grants = chosen.map((role) => ({ role, area: unit.area }));
  const adding = useMutation({
    mutationFn: () => add_person({
      display_name: display_name.trim(), user_name: user_name.trim(), unit: unit.id, grants,
      ...(phone.trim() && { phone: phone.trim() }),
    }),
    onSuccess: on_made,
  });
  const fault = (field: string) =>
    adding.error ? as_problem(adding.error).field(`/${field}`, i18n.language) : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <TextInput label={t('identity:name')} required value={display_name}
          error={fault('display_name')} data-autofocus
          onChange={(event) => set_name(event.currentTarget.value)} />
        <TextInput label={t('identity:user_name')} description={t('identity:user_name_hint')}
          required autoComplete="off" value={user_name} error={fault('user_name')}
          onChange={(event) => set_user_name(event.currentTarget.value)} />
        <TextInput label={t('phone')} type="tel" autoComplete="off" maxLength={20} value={phone}
          error={fault('phone')} onChange={(event) => set_phone(event.currentTarget.value)} />
        <UnitPicker value={unit.id} on_change={set_unit} />
        <RoleChoice label={t('roles_at', { place: unit.name })} value={chosen}
          on_change={set_chosen} />
        {writes_and_approves(grants) && <Note>{t('both')}</Note>}
        <ProblemNote error={adding.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={adding.isPending} disabled={chosen.length === 0}>
            {t('add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
