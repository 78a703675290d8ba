import { Group } from '@mantine/core';
import { IconCalendarPlus, IconCalendarWeek } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { every_programme } from './api';
import { ProgrammeRow } from './ProgrammeRow';

/** The programmes in which one bulletin stands. */
export function BulletinPlan({ id, may_plan }: { id: string; may_plan: boolean }) {
  const { t } = useTranslation('schedule');
  const list = useQuery({ queryKey: ['programmes', 'all'], queryFn: every_programme });
  const add = may_plan ? (
    <LinkButton to="/schedule/new" search={{ bulletin: id }}
      leftSection={<IconCalendarPlus size={18} aria-hidden />}>
      {t('new')}
    </LinkButton>
  ) : undefined;
  return (
    <Loaded query={list}>
      {(all) => {
        const mine = all.filter((one) =>
          one.items.some((item) => item.bulletin === id));
        if (mine.length === 0) {
          return (
            <EmptyState icon={<IconCalendarWeek size={28} />} title={t('bulletin.none')}
              action={add}>
              {t(may_plan ? 'bulletin.none_hint' : 'bulletin.not_yet')}
            </EmptyState>
          );
        }
        return (
          <>
            <div className="list">
              {mine.map((one) => <ProgrammeRow key={one.id} programme={one} />)}
            </div>
            {add && <Group mt="md">{add}</Group>}
          </>
        );
      }}
    </Loaded>
  );
}
