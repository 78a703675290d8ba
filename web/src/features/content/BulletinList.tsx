import { Group, ScrollArea, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFilePlus, IconSearch, IconSpeakerphone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { may } from '../../lib/abilities';
import { useMe } from '../identity/useMe';
import { bulletins } from './api';
import { BulletinRow } from './BulletinRow';

const states = ['draft', 'submitted', 'returned', 'approved', 'scheduled', 'broadcast'] as const;
const filters = ['all', ...states] as const;

export function BulletinList() {
  const { t } = useTranslation('content');
  const navigate = useNavigate();
  const { state = 'all' } = useSearch({ from: '/shell/bulletins' });
  const [text, set_text] = useState('');
  const [query] = useDebouncedValue(text.trim(), 250);
  const wanted = states.find((one) => one === state);
  const asked = { ...(wanted ? { state: wanted } : {}), ...(query ? { q: query } : {}) };
  const list = useQuery({
    queryKey: ['bulletins', asked],
    queryFn: () => bulletins(asked),
    placeholderData: (before) => before,
  });
  const create = may(useMe(), 'write_bulletins') && (
    <LinkButton to="/bulletins/new" leftSection={<IconFilePlus size={18} />}>
      {t('list.new')}
    </LinkButton>
  );
  return (
    <Page title={t('list.title')} intro={t('list.intro')} actions={create}>
      <Group gap="sm">
        <ScrollArea type="never" maw="100%">
          <SegmentedControl value={state} aria-label={t('list.filter')}
            data={filters.map((value) => ({ value, label: t(`list.filters.${value}`) }))}
            onChange={(value) => void navigate({
              to: '/bulletins', search: value === 'all' ? {} : { state: value },
            })} />
        </ScrollArea>
        <TextInput flex="1 1 14rem" aria-label={t('list.search')} placeholder={t('list.search')}
          leftSection={<IconSearch size={17} aria-hidden />} value={text}
          onChange={(event) => set_text(event.currentTarget.value)} />
      </Group>
      <Loaded query={list}>
        {({ items }) => {
          if (items.length > 0) {
            return (
              <div className="list">
                {items.map((one) => <BulletinRow key={one.id} bulletin={one} />)}
              </div>
            );
          }
          if (query || state !== 'all') return <Text c="dimmed">{t('list.none_found')}</Text>;
          return (
            <EmptyState icon={<IconSpeakerphone size={28} />} title={t('list.empty')}
              action={create}>
              {t('list.empty_hint')}
            </EmptyState>
          );
        }}
      </Loaded>
    </Page>
  );
}
