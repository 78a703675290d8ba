import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { start_of_day } from '../../lib/time';
import { runs } from './api';
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
        : <div className="list">{items.map((one) => <RunRow key={one.id} run={one} />)}</div>}
    </Loaded>
  );
}
