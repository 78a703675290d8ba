import { Button, Card, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { Loaded } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { ago, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { browser_name } from '../identity/browser_name';
import { useMe } from '../identity/useMe';
import {
  close_account, end_sessions_of, issue_reset_code, open_account, type Person, sessions_of,
} from './api';
import { OneTimeCode } from './OneTimeCode';

interface PersonAccessProps {
  person: Person;
  on_changed: (person: Person) => void;
}

/** The door: a forgotten password, a lost telephone, somebody who has left. */
export function PersonAccess({ person, on_changed }: PersonAccessProps) {
  return (
    <>
      {may(person, 'sessions') && <Sessions person={person} />}
      {may(person, 'reset-code') && <ForgottenPassword person={person} on_changed={on_changed} />}
      <Closing person={person} on_changed={on_changed} />
    </>
  );
}

function Sessions({ person }: { person: Person }) {
  const { t, i18n } = useTranslation('people');
  const me = useMe();
  const now = useNow();
  const client = useQueryClient();
  const key = ['person-sessions', person.id];
  const list = useQuery({ queryKey: key, queryFn: () => sessions_of(person.id) });
  const ending = useMutation({
    mutationFn: () => end_sessions_of(person.id),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  return (
    <Section title={t('sessions.title')}>
      <Loaded query={list} rows={1}>
        {({ items }) => items.length === 0
          ? <Text c="dimmed">{t('sessions.none')}</Text>
          : (
            <>
              <div className="list">
                {items.map((one) => (
                  <div key={one.id} className="row-link">
                    <Text fw={500}>{browser_name(one.user_agent)}</Text>
                    <Text size="sm" c="dimmed">
                      {t('identity:sessions.row', {
                        address: one.peer, since: when(one.created_at, now, i18n.language),
                        seen: ago(one.last_seen_at, now, i18n.language),
                      })}
                    </Text>
                  </div>
                ))}
              </div>
              <ProblemNote error={ending.error} />
              {me.id !== person.id && (
                <Group>
                  <Button variant="default" loading={ending.isPending}
                    onClick={() => ending.mutate()}>{t('sessions.end')}</Button>
                </Group>
              )}
            </>
          )}
      </Loaded>
    </Section>
  );
}

function ForgottenPassword({ person, on_changed }: PersonAccessProps) {
  const { t } = useTranslation('people');
  const [drop, set_drop] = useState(false);
  const issuing = useMutation({
    mutationFn: () => issue_reset_code(person.id, drop),
    onSuccess: ({ user }) => on_changed(user),
  });
  return (
    <Section title={t('forgotten.title')}>
      <Card>
        <Stack gap="md">
          <Text>{t('forgotten.why')}</Text>
          {(person.has_second_factor || person.has_passkey) && (
            <Checkbox label={t('forgotten.drop')} description={t('forgotten.drop_hint')}
              checked={drop} onChange={(event) => set_drop(event.currentTarget.checked)} />
          )}
          <ProblemNote error={issuing.error} />
          {issuing.data && <OneTimeCode told={issuing.data} />}
          <Group>
            <Button variant="light" loading={issuing.isPending} onClick={() => issuing.mutate()}>
              {t('reset')}
            </Button>
          </Group>
        </Stack>
      </Card>
    </Section>
  );
}

function Closing({ person, on_changed }: PersonAccessProps) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const [asking, set_asking] = useState(false);
  const changing = useMutation({
    mutationFn: () => (person.state === 'active' ? close_account : open_account)(person.id),
    onSuccess: async (next) => {
      set_asking(false);
      on_changed(next);
      await client.invalidateQueries({ queryKey: ['person-sessions', person.id] });
    },
  });
  if (may(person, 'enable')) {
    return (
      <Section title={t('closing.title')}>
        <Text c="dimmed">{t('closing.is_closed')}</Text>
        <ProblemNote error={changing.error} />
        <Group>
          <Button loading={changing.isPending} onClick={() => changing.mutate()}>
            {t('closing.open')}
          </Button>
        </Group>
      </Section>
    );
  }
  if (!may(person, 'disable')) return null;
  return (
    <Section title={t('closing.title')}>
      <Text c="dimmed">{t('closing.why')}</Text>
      <Group>
        <Button variant="default" onClick={() => set_asking(true)}>{t('closing.close')}</Button>
      </Group>
      <Confirm opened={asking} title={t('closing.ask', { name: person.display_name })}
        action={t('closing.close')} busy={changing.isPending} on_close={() => set_asking(false)}
        on_confirm={() => changing.mutate()}>
        <Text>{t('closing.says')}</Text>
        <ProblemNote error={changing.error} />
      </Confirm>
    </Section>
  );
}
