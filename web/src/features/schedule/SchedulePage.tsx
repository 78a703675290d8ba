import { ActionIcon, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconCalendarPlus, IconCalendarWeek, IconChevronLeft, IconChevronRight,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { DayLine } from '../../components/DayLine';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Loaded } from '../../components/Loading';
import { Page, Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import {
  add_days, clock, day, local_date, start_of, start_of_day, time_of_day,
} from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { type RunSummary, runs } from '../broadcast/api';
import { line_tone } from '../broadcast/delivery';
import { useMe } from '../identity/useMe';
import { programmes, rules, type UnitRules } from './api';
import { Calendar, type Move } from './Calendar';
import { MissedRuns } from './MissedRuns';
import { MoveDialog } from './MoveDialog';
import { ProgrammeRow } from './ProgrammeRow';
import { allowed_spans } from './windows';

const week_days = 7;

type Mode = 'week' | 'day' | 'list';
const modes: Mode[] = ['week', 'day', 'list'];

export function SchedulePage() {
  const { t } = useTranslation('schedule');
  const actor = useMe();
  const now = useNow(60_000);
  const small = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const [chosen, set_mode] = useState<Mode>();
  const mode = chosen ?? (small ? 'list' : 'week');
  const [shift, set_shift] = useState(0);
  const length = mode === 'day' ? 1 : week_days;
  const first = add_days(local_date(now), shift);
  const from = start_of(first);
  const to = start_of(add_days(first, length));
  const planned = useQuery({
    queryKey: ['runs', from, to],
    queryFn: () => runs(from, to),
    // Runs are published a moment after a programme is saved.
    refetchInterval: 5000,
    placeholderData: (before) => before,
  });
  const unit_rules = useQuery({
    queryKey: ['rules', actor.unit.area], queryFn: () => rules(actor.unit.area),
  });
  const list = useQuery({ queryKey: ['programmes'], queryFn: programmes });
  const [move, set_move] = useState<Move>();
  const add = may(actor, 'write_schedule') ? (
    <LinkButton to="/schedule/new" leftSection={<IconCalendarPlus size={18} />}>
      {t('new')}
    </LinkButton>
  ) : undefined;
  const days = Array.from({ length }, (_, index) => add_days(first, index));
  return (
    <Page title={t('title')} intro={t('intro')} actions={add} width={1280}>
      <MissedRuns />
      <Group justify="space-between" gap="sm">
        <SegmentedControl value={mode} aria-label={t('calendar.mode')}
          data={modes.map((value) => ({ value, label: t(`calendar.modes.${value}`) }))}
          onChange={(value) => set_mode(value as Mode)} />
        <Paging length={length} shift={shift} on_shift={set_shift} />
      </Group>
      <Loaded query={planned} rows={7}>
        {({ items }) => mode === 'list'
          ? (
            <div className="list">
              {days.map((date) => (
                <Day key={date} date={date} runs={items} rules={unit_rules.data} now={now} />
              ))}
            </div>
          )
          : (
            <Calendar key={mode} days={days} runs={items} rules={unit_rules.data} now={now}
              programmes={list.data?.items ?? []} on_move={set_move} />
          )}
      </Loaded>
      {move && <MoveDialog move={move} on_close={() => set_move(undefined)} />}
      <Section title={t('programmes')}>
        <Loaded query={list}>
          {({ items }) => items.length === 0
            ? (
              <EmptyState icon={<IconCalendarWeek size={28} />} title={t('empty')} action={add}>
                {t('empty_hint')}
              </EmptyState>
            )
            : (
              <div className="list">
                {items.map((one) => <ProgrammeRow key={one.id} programme={one} />)}
              </div>
            )}
        </Loaded>
      </Section>
    </Page>
  );
}

interface PagingProps {
  length: number;
  shift: number;
  on_shift: (days: number) => void;
}

function Paging({ length, shift, on_shift }: PagingProps) {
  const { t } = useTranslation('schedule');
  return (
    <Group gap={4}>
      <ActionIcon variant="default" size="lg" aria-label={t('week.before')}
        onClick={() => on_shift(shift - length)}><IconChevronLeft size={18} /></ActionIcon>
      <Button variant="default" size="xs" h={34} disabled={shift === 0}
        onClick={() => on_shift(0)}>{t('week.this')}</Button>
      <ActionIcon variant="default" size="lg" aria-label={t('week.after')}
        onClick={() => on_shift(shift + length)}><IconChevronRight size={18} /></ActionIcon>
    </Group>
  );
}

interface DayProps {
  date: string;
  runs: RunSummary[];
  rules?: UnitRules;
  now: number;
}

function Day({ date, runs: all, rules: unit_rules, now }: DayProps) {
  const { t, i18n } = useTranslation('schedule');
  const start = start_of(date);
  const today = start_of_day(now) === start;
  const mine = all.filter((one) => local_date(one.starts_at) === date);
  const label = day(start, i18n.language);
  return (
    <div className="row-link">
      <Stack gap={8}>
        <Group justify="space-between" gap="xs">
          <Group gap={8}>
            <Text fw={500}>{label}</Text>
            {today && <Chip tone="accent">{t('today')}</Chip>}
          </Group>
          <Text size="sm" c="dimmed">
            {mine.length === 0 ? t('day.none') : t('day.runs', { count: mine.length })}
          </Text>
        </Group>
        <DayLine label={`${label}:`} windows={allowed_spans(unit_rules, date)}
          now_ms={today ? time_of_day(now) : undefined}
          planned={mine.map((one) => ({
            from_ms: time_of_day(one.starts_at),
            to_ms: time_of_day(one.starts_at) + (one.ends_at - one.starts_at),
            label: `${clock(one.starts_at)} ${one.title}`,
            tone: line_tone(one.state),
          }))} />
        {mine.length > 0 && (
          <Group gap={8}>
            {mine.map((one) => (
              <Link key={one.id} to="/runs/$id" params={{ id: one.id }} className="chip"
                data-tone="accent" style={{ textDecoration: 'none' }}>
                {clock(one.starts_at)} {one.title}
              </Link>
            ))}
          </Group>
        )}
      </Stack>
    </div>
  );
}

