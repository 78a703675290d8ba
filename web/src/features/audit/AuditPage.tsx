import { Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LoadedPages } from '../../components/LoadedPages';
import { Page } from '../../components/Page';
import { may } from '../../lib/abilities';
import { clock_seconds, date } from '../../lib/time';
import { useMe } from '../identity/useMe';
import { entries, type Entry } from './api';
import { AuditFilters } from './AuditFilters';
import { ChainCheck } from './ChainCheck';

/** Who did what: append-only, chained by hash at the server. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  const view = useSearch({ from: '/shell/audit' });
  const navigate = useNavigate();
  const actor = useMe();
  const query = useInfiniteQuery({
    queryKey: ['audit', view],
    queryFn: ({ pageParam }) => entries(view, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <AuditFilters view={view}
        on_show={(next) => void navigate({ to: '/audit', search: next, replace: true })} />
      <LoadedPages query={query} items_of={(page) => page.items}
        empty={
          <EmptyState icon={<IconHistory size={28} />} title={t('empty')}>
            {t('empty_hint')}
          </EmptyState>
        }>
        {(one) => <Row key={one.seq} entry={one} />}
      </LoadedPages>
      {may(actor, 'read_audit') && <ChainCheck />}
    </Page>
  );
}

function Row({ entry: one }: { entry: Entry }) {
  const { t } = useTranslation('audit');
  return (
    <div className="row-link">
      <Group justify="space-between" gap="xs">
        <div style={{ flex: '1 1 16rem' }}>
          <Text>
            <Text span fw={500}>{one.actor_name}</Text> · {t(`acts.${one.action}`, {
              defaultValue: one.action,
            })}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {one.note && `${one.note} · `}
            {one.entity && (
              <Link to="/audit" search={{ entity: one.entity }} style={{ color: 'inherit' }}>
                {t('filter.entity')}
              </Link>
            )}
          </Text>
        </div>
        <Text size="sm" c="dimmed" className="numbers">
          {clock_seconds(one.at)} {date(one.at)}
        </Text>
      </Group>
    </div>
  );
}
