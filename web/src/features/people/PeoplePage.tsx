import { Anchor, Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { LoadedPages } from '../../components/LoadedPages';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { may } from '../../lib/abilities';
import { ago } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useWhileHere } from '../../lib/useWhileHere';
import { usePlace } from '../area/usePlace';
import { useMe } from '../identity/useMe';
import { people_page, type Person, type PersonWithCode, unit } from './api';
import { NewPersonForm } from './NewPersonForm';
import { OneTimeCode } from './OneTimeCode';
import type { PeopleView } from './people_view';

export function PeoplePage() {
  const { t } = useTranslation('people');
  const view = useSearch({ from: '/shell/people' });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [adding, set_adding] = useState(false);
  const [told, set_told] = useState<PersonWithCode>();
  const list = useInfiniteQuery({
    queryKey: ['people', view], queryFn: ({ pageParam }) => people_page(view, pageParam),
    initialPageParam: '', getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const search = useDebouncedCallback(useWhileHere((q: string) => void navigate({
    to: '/people', search: { ...view, q: q || undefined }, replace: true,
  })), 300);
  const added = async (made: PersonWithCode) => {
    set_adding(false);
    set_told(made);
    await client.invalidateQueries({ queryKey: ['people'] });
  };
  const add = may(useMe(), 'manage_users') && (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => set_adding(true)}>
      {t('add')}
    </Button>
  );
  return (
    <Page title={t('title')} intro={t('intro')} width={900}
      actions={<><LinkButton to="/units" variant="default">{t('units.title')}</LinkButton>{add}</>}>
      {told && <OneTimeCode told={told} />}
      <TextInput type="search" aria-label={t('search')} placeholder={t('search')}
        defaultValue={view.q ?? ''} leftSection={<IconSearch size={18} aria-hidden />}
        onChange={(event) => search(event.currentTarget.value.trim())} />
      <Narrowed view={view} />
      <LoadedPages query={list} items_of={(page) => page.items}
        empty={
          <EmptyState icon={<IconUsers size={28} />} title={t('none')} action={add}>
            {t('none_hint')}
          </EmptyState>
        }>
        {(one) => <Row key={one.id} person={one} />}
      </LoadedPages>
      <Modal opened={adding} onClose={() => set_adding(false)} size="lg"
        title={<Text fw={600}>{t('add')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <NewPersonForm on_made={added} on_close={() => set_adding(false)} />
      </Modal>
    </Page>
  );
}

/** Coming from a unit or a place: of which, and the way back to everybody. */
function Narrowed({ view }: { view: PeopleView }) {
  const { t } = useTranslation('people');
  const place = usePlace(view.under);
  const known = useQuery({
    queryKey: ['unit', view.unit], queryFn: () => unit(view.unit ?? ''),
    enabled: view.unit !== undefined,
  });
  if (view.unit === undefined && view.under === undefined) return null;
  const name = view.unit === undefined ? place?.name : known.data?.name;
  return (
    <Note>
      {t('narrowed', { name: name ?? '…' })}{' '}
      <Anchor component={Link} to="/people" inherit underline="always">{t('everybody')}</Anchor>
    </Note>
  );
}

function Row({ person }: { person: Person }) {
  const { t, i18n } = useTranslation('people');
  const now = useNow(60_000);
  return (
    <Link className="row-link" to="/people/$id" params={{ id: person.id }}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{person.display_name}</Text>
          <Text size="sm" c="dimmed">
            {person.user_name} · {person.last_sign_in_at === undefined ? t('never')
              : t('last', { ago: ago(person.last_sign_in_at, now, i18n.language) })}
          </Text>
        </div>
        <Group gap={6}>
          {[...new Set(person.grants.map((grant) => grant.role))].map((role) => (
            <Chip key={role}>{t(`roles.${role}.name`)}</Chip>
          ))}
          {!person.has_password && <Chip tone="warn">{t('no_password')}</Chip>}
          {person.state === 'disabled' && <Chip tone="quiet">{t('closed')}</Chip>}
        </Group>
      </Group>
    </Link>
  );
}
