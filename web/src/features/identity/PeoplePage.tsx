import {
  Button, Card, Checkbox, Group, Modal, SimpleGrid, Stack, Text, TextInput,
} from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { add_person, people, type Person, roles } from './api';
import { NewPassword } from './SetupPage';
import { useMe } from './useMe';

export function PeoplePage() {
  const { t } = useTranslation('identity');
  const list = useQuery({ queryKey: ['people'], queryFn: people });
  const [adding, set_adding] = useState(false);
  return (
    <Page title={t('people.title')} intro={t('people.intro')} width={900}
      actions={
        <Button leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => set_adding(true)}>
          {t('people.add')}
        </Button>
      }>
      <Loaded query={list}>
        {({ items }) => (
          <div className="list">
            {items.map((one) => <Row key={one.id} person={one} />)}
          </div>
        )}
      </Loaded>
      <Modal opened={adding} onClose={() => set_adding(false)} size="lg"
        title={<Text fw={600}>{t('people.add')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <NewPersonForm on_done={() => set_adding(false)} />
      </Modal>
    </Page>
  );
}

function Row({ person }: { person: Person }) {
  const { t } = useTranslation('identity');
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{person.name}</Text>
          <Text size="sm" c="dimmed">{person.user_name}</Text>
        </div>
        <Group gap={6}>
          {[...new Set(person.grants.map((grant) => grant.role))].map((role) => (
            <Chip key={role}>{t(`roles.${role}.name`)}</Chip>
          ))}
          {!person.active && <Chip tone="quiet">{t('people.closed')}</Chip>}
        </Group>
      </Group>
    </div>
  );
}

function NewPersonForm({ on_done }: { on_done: () => void }) {
  const { t, i18n } = useTranslation('identity');
  const client = useQueryClient();
  const actor = useMe();
  const [name, set_name] = useState('');
  const [user_name, set_user_name] = useState('');
  const [password, set_password] = useState('');
  const [chosen, set_chosen] = useState<string[]>(['composer']);
  const adding = useMutation({
    mutationFn: () => add_person({
      name: name.trim(),
      user_name: user_name.trim(),
      password,
      grants: chosen.map((role) => ({ role, area: actor.unit.area })),
    }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['people'] });
      on_done();
    },
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
        <TextInput label={t('name')} required value={name} error={fault('name')} data-autofocus
          onChange={(event) => set_name(event.currentTarget.value)} />
        <TextInput label={t('user_name')} description={t('user_name_hint')} required
          autoComplete="off" value={user_name} error={fault('user_name')}
          onChange={(event) => set_user_name(event.currentTarget.value)} />
        <NewPassword value={password} on_change={set_password} error={fault('password')} />
        <Checkbox.Group label={t('people.roles', { unit: actor.unit.name })} value={chosen}
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
          <Button variant="default" onClick={on_done}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={adding.isPending} disabled={chosen.length === 0}>
            {t('people.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
