import { ActionIcon, Button, Card, Group, Stack, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconChevronLeft, IconChevronRight, IconEar, IconVolumeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayLine } from '../../components/DayLine';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { add_days, clock, day, duration, local_date, start_of } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useMe } from '../identity/useMe';
import { allowed_spans } from '../schedule/windows';
import { type DryRun, dry_run, type Place, rules_on } from './api';
import { day_within, days_ahead, type HeardView, rows_of, soundings_of } from './heard';
import { HeardRow, UnheardRow } from './HeardRows';
import { PlaceChoice } from './PlaceChoice';
import { PlayOut } from './PlayOut';
import { useKnownPlace } from './useKnownPlace';

/** What would be heard at a place on a day, by the plan as it is now. Nothing sounds here. */
export function HeardPage() {
  const { t } = useTranslation('dry_run');
  const view = useSearch({ from: '/shell/schedule/heard' });
  const navigate = useNavigate();
  const { unit } = useMe();
  const today = local_date(useNow(60_000));
  const date = day_within(view.date, today);
  const place: Place = view.device ? { device: view.device } : { area: view.area ?? unit.area };
  const known = useKnownPlace(place);
  const heard = useQuery({
    queryKey: ['dry-run', place, date], queryFn: () => dry_run(place, date),
  });
  const show = (search: HeardView) =>
    void navigate({ to: '/schedule/heard', search, replace: true });
  const show_day = (wanted: string) => show({ ...view, date: day_within(wanted, today) });
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <Group gap="sm" align="flex-end">
        <PlaceChoice place={place} known={known}
          on_choice={(chosen) => show({ ...chosen, date })} />
        <Days date={date} today={today} on_day={show_day} />
      </Group>
      <Loaded query={heard}>
        {(data) => (
          <Day key={`${view.device ?? view.area} ${date}`} heard={data} date={date}
            area={known?.area} />
        )}
      </Loaded>
    </Page>
  );
}

interface DaysProps {
  date: string;
  today: string;
  on_day: (date: string) => void;
}

function Days({ date, today, on_day }: DaysProps) {
  const { t } = useTranslation('dry_run');
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <ActionIcon variant="default" size={42} aria-label={t('day.before')} disabled={date === today}
        onClick={() => on_day(add_days(date, -1))}><IconChevronLeft size={18} /></ActionIcon>
      <DatePickerInput label={t('day.label')} value={date} valueFormat="DD/MM/YYYY" size="md"
        w={150} minDate={today} maxDate={add_days(today, days_ahead)}
        onChange={(value) => value && on_day(value)} />
      <ActionIcon variant="default" size={42} aria-label={t('day.after')}
        onClick={() => on_day(add_days(date, 1))}><IconChevronRight size={18} /></ActionIcon>
    </Group>
  );
}

interface DayProps {
  heard: DryRun;
  date: string;
  area: string | undefined;
}

function Day({ heard, date, area }: DayProps) {
  const { t, i18n } = useTranslation('dry_run');
  const rules = useQuery({
    queryKey: ['rules', area, date], queryFn: () => rules_on(area!, date),
    enabled: area !== undefined,
  });
  const rows = rows_of(heard);
  const midnight = start_of(date);
  const title = day(midnight, i18n.language);
  if (heard.device_count === 0) {
    return (
      <EmptyState icon={<IconVolumeOff size={28} />} title={t('no_devices')}>
        {t('no_devices_hint')}
      </EmptyState>
    );
  }
  return (
    <Section title={title}>
      <Text>
        {t('sum.runs', { count: heard.heard.length })}{' · '}
        {t('sum.time', { time: duration(heard.sound_ms_max, i18n.language) })}{' · '}
        {t('on_devices', { count: heard.device_count })}
      </Text>
      <DayLine label={`${title}:`} windows={allowed_spans(rules.data, date)}
        planned={heard.heard.map((one) => ({
          from_ms: one.at - midnight, to_ms: one.ends_at - midnight,
          label: `${clock(one.at)} ${one.title}`,
          tone: one.reason === 'planned' ? 'accent' : 'warn',
        }))} />
      <Listen heard={heard} />
      {heard.is_cut && <Note tone="warn">{t('cut')}</Note>}
      {rows.length === 0 && (
        <EmptyState icon={<IconVolumeOff size={28} />} title={t('nothing')}>
          {t('nothing_hint')}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div className="list">
          {rows.map((row, index) => ('heard' in row
            ? <HeardRow key={index} run={row.heard} devices={heard.device_count} />
            : <UnheardRow key={index} run={row.unheard} devices={heard.device_count} />))}
        </div>
      )}
      <Text size="sm" c="dimmed">{t('not_in_plan')}</Text>
    </Section>
  );
}

/** The player comes when it is wanted: most only want to see the times. */
function Listen({ heard }: { heard: DryRun }) {
  const { t } = useTranslation('dry_run');
  const [open, set_open] = useState(false);
  const runs = useMemo(() => soundings_of(heard.heard), [heard]);
  if (runs.length === 0) return null;
  if (!open) {
    return (
      <Group>
        <Button leftSection={<IconEar size={18} aria-hidden />} onClick={() => set_open(true)}>
          {t('play.day')}
        </Button>
      </Group>
    );
  }
  return (
    <Card>
      <Stack gap="xs">
        <PlayOut runs={runs} by_clock />
        <Text size="sm" c="dimmed">{t('play.shortened')}</Text>
      </Stack>
    </Card>
  );
}
