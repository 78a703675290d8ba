import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Section } from '../../components/Page';
import { clock, day, duration, start_of, when } from '../../lib/time';
import { in_language } from '../../lib/words';
import { covers } from '../../lib/area';
import { useMe } from '../identity/useMe';
import { type Device, device_plan, stored_programme } from './api';
import { days_of_plan, type PlanEntry } from './plan';

const week_ms = 7 * 86_400_000;

/** What this cluster plays in the next seven days, why it does not play the rest, and whether it has it already. */
export function PlanTab({ device }: { device: Device }) {
  const { t, i18n } = useTranslation('devices');
  const now = Date.now();
  const plan = useQuery({
    queryKey: ['runs', 'device-plan', device.id],
    queryFn: () => device_plan(device.id, Date.now(), Date.now() + week_ms),
    refetchInterval: 60_000,
  });
  return (
    <Stack gap="lg">
      <Stored device={device.id} />
      <Loaded query={plan} rows={7}>
        {(found) => days_of_plan(found, now).map(({ date, entries }) => (
          <Section key={date} title={day(start_of(date), i18n.language)} aside={(
            <Link to="/schedule/heard" search={{ device: device.id, date }}>{t('plan.hear')}</Link>
          )}>
            {entries.length === 0
              ? <Text c="dimmed">{t('plan.silence')}</Text>
              : (
                <div className="list">
                  {entries.map((one) => <Entry key={`${one.title} ${one.at}`} entry={one} />)}
                </div>
              )}
          </Section>
        ))}
      </Loaded>
    </Stack>
  );
}

/** Published is not received: a machine without a line plays what it has. */
function Stored({ device }: { device: string }) {
  const { t, i18n } = useTranslation('devices');
  const query = useQuery({
    queryKey: ['device', device, 'programme'], queryFn: () => stored_programme(device),
    refetchInterval: 30_000,
  });
  if (query.data === undefined) return null;
  if (query.data === null) return <Note>{t('plan.nothing_published')}</Note>;
  const { stored_complete, stored_until } = query.data;
  const until = stored_until && when(stored_until, Date.now(), i18n.language);
  return stored_complete
    ? <Note tone="good" title={t('plan.stored')}>{until && t('plan.stored_until', { until })}</Note>
    : <Note tone="warn" title={t('plan.not_stored')}>{until && t('plan.stored_until', { until })}</Note>;
}

/** `05:45`, or `05:45–05:52` when it takes longer than the minute shows. */
function span(at: number, duration_ms = 0): string {
  const [from, to] = [clock(at), clock(at + duration_ms)];
  return from === to ? from : `${from}–${to}`;
}

function Entry({ entry: { at, title, run, decision } }: { entry: PlanEntry }) {
  const { t, i18n } = useTranslation('devices');
  const { unit } = useMe();
  const from_above = run && run.area !== unit.area && covers(run.area, unit.area);
  const words = (
    <Group justify="space-between" gap="xs" align="flex-start">
      <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
        <Text className="numbers">
          <Text span fw={600}>{span(at, run?.duration_ms)}</Text>
          {' · '}{title}
        </Text>
        {run && (
          <Text size="sm" c="dimmed" className="numbers">
            {[duration(run.duration_ms, i18n.language),
              run.volume_percent === undefined ? undefined
                : t('plan.volume', { percent: run.volume_percent })].filter(Boolean).join(' · ')}
          </Text>
        )}
        {decision && <Text size="sm">{in_language(decision.message, i18n.language)}</Text>}
      </div>
      <Group gap={6}>
        {run && run.class !== 'ordinary' && <Chip>{t(`shell:classes.${run.class}`)}</Chip>}
        {from_above && <Chip tone="accent">{t('plan.from_above')}</Chip>}
        {!run && <Chip tone="warn">{t('plan.left_out')}</Chip>}
      </Group>
    </Group>
  );
  return run
    ? <Anchor component={Link} to={`/runs/${run.id}`} className="row-link">{words}</Anchor>
    : <div className="row-link">{words}</div>;
}
