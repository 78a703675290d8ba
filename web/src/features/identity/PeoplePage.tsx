import { Button, Group, Modal, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { issue_reset_code, people, type Person, type PersonWithCode } from './api';
import { NewPersonForm } from './NewPersonForm';

export function PeoplePage() {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['people'], queryFn: people });
  const [adding, set_adding] = useState(false);
  const [told, set_told] = useState<PersonWithCode>();
  const resetting = useMutation({ mutationFn: issue_reset_code, onSuccess: set_told });
  const added = async (made: PersonWithCode) => {
    set_adding(false);
    set_told(made);
    await client.invalidateQueries({ queryKey: ['people'] });
  };
  return (
    <Page title={t('people.title')} intro={t('people.intro')} width={900}
      actions={
        <Button leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => set_adding(true)}>
          {t('people.add')}
        </Button>
      }>
      {told && <OneTimeCode told={told} />}
      <ProblemNote error={resetting.error} />
      <Loaded query={list}>
        {({ items }) => (
          <div className="list">
            {items.map((one) => (
              <Row key={one.id} person={one} on_reset={() => resetting.mutate(one.id)} />
            ))}
          </div>
        )}
      </Loaded>
      <Modal opened={adding} onClose={() => set_adding(false)} size="lg"
        title={<Text fw={600}>{t('people.add')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <NewPersonForm on_made={added} on_close={() => set_adding(false)} />
      </Modal>
    </Page>
  );
}

/** The administrator never knows a password: he tells a code, the person chooses. */
function OneTimeCode({ told }: { told: PersonWithCode }) {
  const { t, i18n } = useTranslation('identity');
  const now = useNow(60_000);
  return (
    <Note tone="good" alert title={t('people.code_for', { name: told.user.display_name })}>
      <div className="code-large">{told.code}</div>
      <Text size="sm">
        {t('people.code_how', {
          user: told.user.user_name, time: when(told.expires_at, now, i18n.language),
        })}
      </Text>
    </Note>
  );
}

function Row({ person, on_reset }: { person: Person; on_reset: () => void }) {
  const { t } = useTranslation('identity');
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{person.display_name}</Text>
          <Text size="sm" c="dimmed">{person.user_name}</Text>
        </div>
        <Group gap={6}>
          {[...new Set(person.grants.map((grant) => grant.role))].map((role) => (
            <Chip key={role}>{t(`roles.${role}.name`)}</Chip>
          ))}
          {!person.has_password && <Chip tone="warn">{t('people.no_password')}</Chip>}
          {person.state === 'disabled' && <Chip tone="quiet">{t('people.closed')}</Chip>}
          {may(person, 'reset-code') && (
            <Button size="xs" variant="default" onClick={on_reset}>{t('people.reset')}</Button>
          )}
        </Group>
      </Group>
    </div>
  );
}
