import {
  Button, Card, Checkbox, Group, SimpleGrid, Stack, TextInput,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { ProblemNote } from '../../components/ProblemNote';
import { add_person, type PersonWithCode, type Role, roles } from './api';
import { useMe } from './useMe';

interface NewPersonFormProps {
  on_made: (made: PersonWithCode) => void;
  on_close: () => void;
}

export function NewPersonForm({ on_made, on_close }: NewPersonFormProps) {
  const { t, i18n } = useTranslation('identity');
  const { unit } = useMe();
  const [display_name, set_name] = useState('');
  const [user_name, set_user_name] = useState('');
  const [chosen, set_chosen] = useState<string[]>(['composer']);
  const adding = useMutation({
    mutationFn: () => add_person({
      display_name: display_name.trim(),
      user_name: user_name.trim(),
      unit: unit.id,
      grants: chosen.map((role) => ({ role: role as Role, area: unit.area })),
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
        <TextInput label={t('name')} required value={display_name} error={fault('display_name')}
          data-autofocus onChange={(event) => set_name(event.currentTarget.value)} />
        <TextInput label={t('user_name')} description={t('user_name_hint')} required
          autoComplete="off" value={user_name} error={fault('user_name')}
          onChange={(event) => set_user_name(event.currentTarget.value)} />
        <Checkbox.Group label={t('people.roles', { unit: unit.name })} value={chosen}
          onChange={set_chosen}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs">
            {roles.map((role) => (
              <Card key={role} padding="sm">
                <Checkbox value={role} label={t(`roles.${role}.name`)}
                  description={t(`roles.${role}.does`)} />
              </Card>
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <ProblemNote error={adding.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={adding.isPending} disabled={chosen.length === 0}>
            {t('people.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
