import {
  Button, Code, Group, Select, Stack, Text, TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { add_contact, type Channel, type Contact, contacts, remove_contact } from './api';

/** Who is told besides this console: addresses of the administrator's own area. */
export function Contacts() {
  const { t } = useTranslation('alarms');
  const query = useQuery({ queryKey: ['alarm-contacts'], queryFn: contacts });
  return (
    <Section title={t('contacts.title')}>
      <Text c="dimmed">{t('contacts.intro')}</Text>
      <Loaded query={query}>
        {({ items }) => (
          <Stack gap="md">
            {items.length === 0 && <Text c="dimmed">{t('contacts.none')}</Text>}
            {items.length > 0 && (
              <div className="list">
                {items.map((one) => <Row key={one.id} contact={one} />)}
              </div>
            )}
            <NewContact />
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function Row({ contact }: { contact: Contact }) {
  const { t } = useTranslation('alarms');
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => remove_contact(contact.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['alarm-contacts'] }),
  });
  return (
    <div className="row-link">
      <Group justify="space-between" gap="xs">
        <Text style={{ minWidth: 0, flex: '1 1 14rem', overflowWrap: 'anywhere' }}>
          {t(`channels.${contact.channel}`)} · {contact.address}
        </Text>
        <Button variant="default" size="xs" loading={removing.isPending}
          aria-label={t('contacts.remove_one', { address: contact.address })}
          onClick={() => removing.mutate()}>{t('contacts.remove')}</Button>
      </Group>
      <ProblemNote error={removing.error} />
    </div>
  );
}

function NewContact() {
  const { t } = useTranslation('alarms');
  const { unit } = useMe();
  const client = useQueryClient();
  const [channel, set_channel] = useState<Channel>('email');
  const [address, set_address] = useState('');
  const adding = useMutation({
    mutationFn: () => add_contact({ area: unit.area, channel, address: address.trim() }),
    onSuccess: () => {
      set_address('');
      void client.invalidateQueries({ queryKey: ['alarm-contacts'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <Select label={t('contacts.channel')} value={channel} allowDeselect={false} w={190}
            onChange={(value) => set_channel(value as Channel)}
            data={(['email', 'web_hook'] as const)
              .map((value) => ({ value, label: t(`channels.${value}`) }))} />
          <TextInput label={t('contacts.address')} required value={address} flex="1 1 14rem"
            placeholder={channel === 'email' ? 'ten@xa.gov.vn' : 'https://…'}
            onChange={(event) => set_address(event.currentTarget.value)} />
          <Button type="submit" loading={adding.isPending}>{t('contacts.add')}</Button>
        </Group>
        <ProblemNote error={adding.error} />
        {adding.data?.secret && (
          <Note tone="good" title={t('contacts.secret_title')}>
            <Text mb={4}>{t('contacts.secret_hint')}</Text>
            <Code style={{ overflowWrap: 'anywhere' }}>{adding.data.secret}</Code>
          </Note>
        )}
      </Stack>
    </form>
  );
}
