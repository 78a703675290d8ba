import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { may_at } from '../../lib/abilities';
import { clock } from '../../lib/time';
import { in_language } from '../../lib/words';
import { ClassChip } from '../content/BulletinRow';
import { useMe } from '../identity/useMe';
import type { HeardRun, UnheardRun } from './api';
import { contents } from './heard';
import { OwnerMark } from './OwnerMark';

/** `05:45`, or `05:45–05:52` when it takes longer than the minute shows. */
function span(from: number, to: number): string {
  const [first, last] = [clock(from), clock(to)];
  return first === last ? first : `${first}–${last}`;
}

interface TitleProps {
  run: { programme: string; title: string; area: string };
}

function Title({ run: { programme, title, area } }: TitleProps) {
  const actor = useMe();
  if (!may_at(actor, area, 'write_schedule')) return <>{title}</>;
  return (
    <Link to="/schedule/$id" params={{ id: programme }} className="plain-link">{title}</Link>
  );
}

/** One run with everything that sounds in it, and why it is not where it was meant to be. */
export function HeardRow({ run, devices }: { run: HeardRun; devices: number }) {
  const { t, i18n } = useTranslation('dry_run');
  const in_turn = run.ends_at - run.at > run.duration_ms;
  return (
    <div className="row-link" data-heard={run.reason}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <div style={{ minWidth: 0, flex: '1 1 15rem' }}>
          <Text>
            <Text span fw={600} className="numbers">{span(run.at, run.ends_at)}</Text>{' '}
            <Title run={run} />
          </Text>
          {contents(run.items).map(({ item, times }, index) => (
            <Text key={index} size="sm" c="dimmed">
              {t(`kinds.${item.kind}`, { title: item.title })}
              {times > 1 && ` · ${t('times', { count: times })}`}
            </Text>
          ))}
          <OwnerMark path={run.area} />
        </div>
        <Group gap={6}>
          <ClassChip value={run.class} />
          {run.volume_percent !== undefined && (
            <Chip>{t('volume', { percent: run.volume_percent })}</Chip>
          )}
          {run.device_count < devices && (
            <Chip>{t('on_devices', { count: run.device_count })}</Chip>
          )}
          {run.reason !== 'planned' && <Chip tone="warn">{t(`reasons.${run.reason}`)}</Chip>}
        </Group>
      </Group>
      {in_turn && <Text size="sm">{t('in_turn')}</Text>}
      {run.reason !== 'planned' && (
        <Text size="sm">{in_language(run.message, i18n.language)}</Text>
      )}
    </div>
  );
}

/** One that was meant to sound, with its reason in the server's words. */
export function UnheardRow({ run, devices }: { run: UnheardRun; devices: number }) {
  const { t, i18n } = useTranslation('dry_run');
  return (
    <div className="row-link" data-heard="not">
      <Group justify="space-between" gap="xs" align="flex-start">
        <div style={{ minWidth: 0, flex: '1 1 15rem' }}>
          <Text c="dimmed">
            <Text span fw={600} className="numbers">{clock(run.nominal_at)}</Text>{' '}
            <Title run={run} />
          </Text>
          <Text size="sm">{in_language(run.message, i18n.language)}</Text>
          <OwnerMark path={run.area} />
        </div>
        <Group gap={6}>
          <ClassChip value={run.class} />
          {run.device_count < devices && (
            <Chip>{t('on_devices', { count: run.device_count })}</Chip>
          )}
          <Chip tone="warn">{t('not_heard')}</Chip>
        </Group>
      </Group>
    </div>
  );
}
