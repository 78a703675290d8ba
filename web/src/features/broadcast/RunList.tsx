import { ActionIcon, Group, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconChecklist, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { add_days, local_date, start_of } from '../../lib/time';
import { runs } from './api';
import { RunRow } from './RunRow';

export function RunList() {
  const { t } = useTranslation('broadcast');
  const [date, set_date] = useState(() => local_date(Date.now()));
  const from = start_of(date);
  const to = start_of(add_days(date, 1));
  const list = useQuery({
    queryKey: ['runs', from, to],
    queryFn: () => runs(from, to),
    // Runs are published a moment after a programme is saved.
    refetchInterval: 5000,
    placeholderData: (before) => before,
  });
  return (
    <Page title={t('list.title')} intro={t('list.intro')} width={900}>
      <Group gap={6} align="flex-end">
        <ActionIcon variant="default" size={36} aria-label={t('list.before')}
          onClick={() => set_date(add_days(date, -1))}><IconChevronLeft size={18} /></ActionIcon>
        <DatePickerInput label={t('list.day')} value={date} valueFormat="DD/MM/YYYY" w={170}
          onChange={(value) => value && set_date(value)} />
        <ActionIcon variant="default" size={36} aria-label={t('list.after')}
          onClick={() => set_date(add_days(date, 1))}><IconChevronRight size={18} /></ActionIcon>
      </Group>
      <Loaded query={list}>
        {({ items }) => items.length === 0
          ? (
            <EmptyState icon={<IconChecklist size={28} />} title={t('list.none')}>
              {t('list.none_hint')}
            </EmptyState>
          )
          : (
            <>
              <Text size="sm" c="dimmed">{t('list.count', { count: items.length })}</Text>
              <div className="list">{items.map((one) => <RunRow key={one.id} run={one} />)}</div>
            </>
          )}
      </Loaded>
    </Page>
  );
}
