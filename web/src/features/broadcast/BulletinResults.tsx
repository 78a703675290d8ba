import { Stack } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Section } from '../../components/Page';
import { start_of_day } from '../../lib/time';
import { runs, type RunSummary } from './api';
import { RunRow } from './RunRow';

const week_ms = 7 * 86_400_000;

/** Where and when one bulletin sounded in the last week, and will sound in the next. */
export function BulletinResults({ id }: { id: string }) {
  const { t } = useTranslation('broadcast');
  const today = start_of_day(Date.now());
  const query = useQuery({
    queryKey: ['runs', 'bulletin', id, today],
    queryFn: () => runs(today - week_ms, today + week_ms, id),
  });
  return (
    <Loaded query={query}>
      {({ items }) => items.length === 0
        ? (
          <EmptyState icon={<IconChecklist size={28} />} title={t('bulletin.none')}>
            {t('bulletin.none_hint')}
          </EmptyState>
        )
        : <Results runs={items} />}
    </Loaded>
  );
}

/** What has sounded first, the latest at the top; then what is still to come. */
function Results({ runs: all }: { runs: RunSummary[] }) {
  const { t } = useTranslation('broadcast');
  const now = Date.now();
  const parts = [
    { name: 'past', items: all.filter((one) => one.starts_at <= now).reverse() },
    { name: 'coming', items: all.filter((one) => one.starts_at > now) },
  ].filter((part) => part.items.length > 0);
  return (
    <Stack gap="lg">
      {parts.map((part) => (
        <Section key={part.name} title={t(`bulletin.${part.name}`)}>
          <div className="list">
            {part.items.map((one) => <RunRow key={one.id} run={one} />)}
          </div>
        </Section>
      ))}
    </Stack>
  );
}
