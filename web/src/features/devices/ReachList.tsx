import { List, type ListProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Reach } from './api';

/** How many clusters and people a choice means, and how many of them hear nothing now. */
export function ReachList({ reach, ...look }: { reach: Reach } & ListProps) {
  const { t, i18n } = useTranslation('devices');
  const { devices, offline, people, villages } = reach;
  return (
    <List spacing={4} aria-live="polite" className="numbers" {...look}>
      <List.Item>{t('shapes.clusters', { count: devices })}</List.Item>
      {offline > 0 && <List.Item>{t('shapes.offline', { count: offline })}</List.Item>}
      {people > 0 && (
        <List.Item>
          {t('shapes.people', { people: people.toLocaleString(i18n.language), villages })}
        </List.Item>
      )}
    </List>
  );
}
