import { Button, Card, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Chip } from '../../components/Chip';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { say } from '../../components/notice';
import { may } from '../../lib/abilities';
import { edit_person, person, type Person } from './api';
import { GrantsEditor } from './GrantsEditor';
import { PersonAccess } from './PersonAccess';
import { UnitPicker } from './UnitPicker';

/** One person: what they may do where, where they are signed in, and whether they may come in. */
export function PersonPage() {
  const { id } = useParams({ from: '/shell/people/$id' });
  const query = useQuery({ queryKey: ['person', id], queryFn: () => person(id) });
  return <Loaded query={query}>{(one) => <Known key={one.id} person={one} />}</Loaded>;
}

function Known({ person: one }: { person: Person }) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const two_factors = one.has_second_factor || one.has_passkey;
  const changed = async (next: Person) => {
    client.setQueryData(['person', next.id], next);
    await client.invalidateQueries({ queryKey: ['people'] });
  };
  return (
    <Page title={one.display_name} width={820}
      intro={
        <Group component="span" gap={6}>
          <span>{one.user_name}</span>
          <Chip tone={one.state === 'active' ? 'good' : 'quiet'}>
            {t(one.state === 'active' ? 'open' : 'closed')}
          </Chip>
          {!one.has_password && <Chip tone="warn">{t('no_password')}</Chip>}
          <Chip tone={two_factors ? 'good' : 'plain'}>
            {t(two_factors ? 'two_factors' : 'one_factor')}
          </Chip>
        </Group>
      }
      actions={<LinkButton to="/people" variant="default">{t('title')}</LinkButton>}>
      <Section title={t('rights')}>
        <GrantsEditor key={one.version} person={one} on_changed={changed} />
      </Section>
      <Section title={t('details')}>
        <Details key={one.version} person={one} on_changed={changed} />
      </Section>
      <PersonAccess person={one} on_changed={changed} />
    </Page>
  );
}

interface PartProps {
  person: Person;
  on_changed: (person: Person) => void;
}

function Details({ person: one, on_changed }: PartProps) {
  const { t, i18n } = useTranslation('people');
  const client = useQueryClient();
  const [display_name, set_name] = useState(one.display_name);
  const [phone, set_phone] = useState(one.phone);
  const [unit, set_unit] = useState(one.unit);
  const saving = useMutation({
    mutationFn: () => edit_person(one, { display_name: display_name.trim(), phone, unit }),
    onSuccess: (next) => {
      say(t('shell:saved'));
      on_changed(next);
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const fault = (field: string) =>
    saving.error ? as_problem(saving.error).field(`/${field}`, i18n.language) : undefined;
  const late = saving.error !== null && as_problem(saving.error).status === 412;
  return (
    <Card>
      <form onSubmit={send}>
        <Stack gap="md" maw={480}>
          <TextInput label={t('identity:name')} required size="md" value={display_name}
            error={fault('display_name')}
            onChange={(event) => set_name(event.currentTarget.value)} />
          <TextInput label={t('phone')} type="tel" size="md" maxLength={20} value={phone}
            error={fault('phone')} onChange={(event) => set_phone(event.currentTarget.value)} />
          <UnitPicker value={unit} on_change={({ id }) => set_unit(id)} />
          <ProblemNote error={saving.error} {...(late && {
            retry: () => void client.invalidateQueries({ queryKey: ['person', one.id] }),
            retry_label: t('shell:read_newest'),
          })} />
          {may(one, 'edit') && (
            <Group>
              <Button type="submit" variant="light" loading={saving.isPending}>
                {t('shell:save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}
