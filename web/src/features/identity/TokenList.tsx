import {
  Button, Card, Code, CopyButton, Group, Select, Stack, Text, TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { date } from '../../lib/time';
import { issue_token, revoke_token, type Token, tokens } from './api';
import { useMe } from './useMe';

export function TokenList() {
  const { t } = useTranslation('identity');
  const list = useQuery({ queryKey: ['tokens'], queryFn: tokens });
  return (
    <Section title={t('tokens.title')}>
      <Text c="dimmed">{t('tokens.why')}</Text>
      <NewToken />
      <Loaded query={list} rows={1}>
        {({ items }) => items.length === 0
          ? <Text size="sm" c="dimmed">{t('tokens.none')}</Text>
          : <div className="list">{items.map((one) => <Row key={one.id} token={one} />)}</div>}
      </Loaded>
    </Section>
  );
}

function Row({ token }: { token: Token }) {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revoke_token(token.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{token.name}</Text>
          <Text size="sm" c="dimmed">
            {t('tokens.row', {
              made: date(token.created_at),
              until: date(token.expires_at),
            })}
          </Text>
        </div>
        <Button variant="default" size="xs" loading={revoking.isPending}
          onClick={() => revoking.mutate()}>
          {t('tokens.revoke')}
        </Button>
      </Group>
      <ProblemNote error={revoking.error} />
    </div>
  );
}

function NewToken() {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const actor = useMe();
  const [name, set_name] = useState('');
  const [days, set_days] = useState('90');
  const making = useMutation({
    mutationFn: () => issue_token({
      name: name.trim(), days: Number(days), grants: actor.grants,
    }),
    onSuccess: async () => {
      set_name('');
      await client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Card>
      <form onSubmit={send}>
        <Stack gap="sm">
          <Group align="flex-end" gap="sm">
            <TextInput label={t('tokens.name')} required flex="1 1 12rem" value={name}
              placeholder={t('tokens.name_example')}
              onChange={(event) => set_name(event.currentTarget.value)} />
            <Select label={t('tokens.days')} w={130} value={days} allowDeselect={false}
              data={['30', '90', '365'].map((value) => ({
                value, label: t('tokens.days_of', { days: value }),
              }))}
              onChange={(value) => set_days(value ?? '90')} />
            <Button type="submit" variant="light" loading={making.isPending}>
              {t('tokens.create')}
            </Button>
          </Group>
          <ProblemNote error={making.error} />
          {making.data?.token && (
            <Note tone="good" title={t('tokens.once')}>
              <Group gap="sm">
                <Code style={{ overflowWrap: 'anywhere' }}>{making.data.token}</Code>
                <CopyButton value={making.data.token}>
                  {({ copied, copy }) => (
                    <Button size="xs" variant="default" onClick={copy}>
                      {t(copied ? 'tokens.copied' : 'tokens.copy')}
                    </Button>
                  )}
                </CopyButton>
              </Group>
            </Note>
          )}
        </Stack>
      </form>
    </Card>
  );
}
