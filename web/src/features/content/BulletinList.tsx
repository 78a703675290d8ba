import { Group, ScrollArea, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilePlus, IconSearch, IconSpeakerphone, IconTemplate } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { LongList } from '../../components/LongList';
import { Page } from '../../components/Page';
import { may } from '../../lib/abilities';
import { useWhileHere } from '../../lib/useWhileHere';
import { useMe } from '../identity/useMe';
import { bulletin_page } from './api';
import {
  type BulletinView, is_blank, query_of, same_view, states, states_above,
} from './bulletin_view';
import { ListedBulletin } from './ListedBulletin';
import { MoreFilters } from './MoreFilters';
import { SavedViews } from './SavedViews';

/** Every bulletin of the unit; the view is in the address, so that it can be sent and kept. */
export function BulletinList() {
  const { t } = useTranslation('content');
  const navigate = useNavigate();
  const actor = useMe();
  const view = useSearch({ from: '/shell/bulletins' });
  const show = (next: BulletinView) => void navigate({ to: '/bulletins', search: next });
  const asked = query_of(view, actor.id);
  const list = useInfiniteQuery({
    queryKey: ['bulletins', 'pages', asked],
    queryFn: ({ pageParam }) => bulletin_page(asked, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const above = view.from === 'above';
  const none_at_all = same_view(view, { from: 'above' });
  const tabs = ['all', ...(above ? states_above : states)] as const;
  const from_template = (
    <LinkButton to="/bulletins/templates" variant="default"
      leftSection={<IconTemplate size={18} />}>
      {t('list.templates')}
    </LinkButton>
  );
  const create = may(actor, 'write_bulletins') && (
    <LinkButton to="/bulletins/new" leftSection={<IconFilePlus size={18} />}>
      {t('list.new')}
    </LinkButton>
  );
  return (
    <Page title={t('list.title')} intro={t(above ? 'list.intro_above' : 'list.intro')}
      actions={<>{from_template}{create}</>}>
      <SavedViews view={view} on_show={show} />
      <Group>
        <SegmentedControl value={view.from ?? 'own'} aria-label={t('list.whose')}
          data={['own', 'above'].map((value) => ({ value, label: t(`list.from.${value}`) }))}
          onChange={(value) => show({
            ...(value === 'above' ? { from: 'above' as const } : {}), q: view.q,
          })} />
      </Group>
      <ScrollArea type="never" maw="100%">
        <SegmentedControl value={view.state ?? 'all'} aria-label={t('list.filter')}
          data={tabs.map((value) => ({ value, label: t(`list.filters.${value}`) }))}
          onChange={(value) => show({
            ...view, state: states.find((one) => one === value),
          })} />
      </ScrollArea>
      <Group gap="sm" align="flex-end">
        <Search value={view.q ?? ''} on_change={(q) => show({ ...view, q: q || undefined })} />
        <MoreFilters view={view} on_show={show} />
      </Group>
      <LongList query={list} items_of={(page) => page.items}
        empty={is_blank(view)
          ? (
            <EmptyState icon={<IconSpeakerphone size={28} />} title={t('list.empty')}
              action={create}>
              {t('list.empty_hint')}
            </EmptyState>
          )
          : <Text c="dimmed">{t(none_at_all ? 'list.none_above' : 'list.none_found')}</Text>}>
        {(one) => <ListedBulletin key={one.id} bulletin={one} />}
      </LongList>
    </Page>
  );
}

function Search({ value, on_change }: { value: string; on_change: (words: string) => void }) {
  const { t } = useTranslation('content');
  const [text, set_text] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback(useWhileHere((words: string) => {
    sent.current = words;
    on_change(words);
  }), 300);
  // A saved view brings words of its own.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    set_text(value);
  }, [value]);
  return (
    <TextInput flex="1 1 14rem" aria-label={t('list.search')} placeholder={t('list.search')}
      leftSection={<IconSearch size={17} aria-hidden />} value={text} maxLength={200}
      onChange={(event) => {
        set_text(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }} />
  );
}
