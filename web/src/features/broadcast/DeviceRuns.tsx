import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { start_of_day } from '../../lib/time';
import { runs_of_device } from './api';
import { RunRow } from './RunRow';

const week_ms = 7 * 86_400_000;
const day_ms = 86_400_000;

/** What was to sound on one device in the last week, the latest first; each opens its proof. */
export function DeviceRuns({ device }: { device: string }) {
  const { t } = useTranslation('broadcast');
  const today = start_of_day(Date.now());
  const query = useQuery({
    queryKey: ['runs', 'device', device, today],
    queryFn: () => runs_of_device(device, today - week_ms, today + day_ms),
  });
  return (
    <Loaded query={query}>
      {({ items }) => {
        const past = items.filter((one) => one.starts_at <= Date.now()).reverse();
        return past.length === 0
          ? <Text c="dimmed">{t('device.no_past')}</Text>
          : <div className="list">{past.map((one) => <RunRow key={one.id} run={one} />)}</div>;
      }}
    </Loaded>
  );
}
