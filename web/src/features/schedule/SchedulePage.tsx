import { ActionIcon, Button, Group, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconCalendarPlus, IconCalendarWeek, IconChevronLeft, IconChevronRight, IconEar,
} from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type Dispatch, type ReactNode, type SetStateAction, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { LoadedPages } from '../../components/LoadedPages';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import { add_days, local_date, start_of } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { runs } from '../broadcast/api';
import { useMe } from '../identity/useMe';
import { programme_page, rules } from './api';
import { Calendar } from './Calendar';
import type { Move, Pressed } from './CalendarSlot';
import { CopyDayDialog } from './CopyDayDialog';
import { CopyDialog } from './CopyDialog';
import { DayRow } from './DayRow';
import { MissedRuns } from './MissedRuns';
import { MoveDialog } from './MoveDialog';
import { ProgrammeRow } from './ProgrammeRow';
import { SlotMenu, SlotWhy } from './SlotPress';
import { slots_of } from './slots';
import { useReckoned } from './useReckoned';

const week_days = 7;

type Mode = 'week' | 'day' | 'list';
const modes: Mode[] = ['week', 'day', 'list'];
/** What was asked for on the page; one thing at a time. */
type Asked =
  | { what: 'move'; move: Move }
  | { what: 'menu' | 'why'; pressed: Pressed }
  | { what: 'copy'; programme: string; date: string }
  | { what: 'copy_day'; date: string };

export function SchedulePage() {
  const { t } = useTranslation('schedule');
  const actor = useMe();
  const now = useNow(60_000);
  const small = useMediaQuery(
    '(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const [chosen, set_mode] = useState<Mode>();
  const mode = chosen ?? (small ? 'list' : 'week');
  const [shift, set_shift] = useState(0);
  const length = mode === 'day' ? 1 : week_days;
  const first = add_days(local_date(now), shift);
  const days = Array.from({ length }, (_, index) => add_days(first, index));
  const from = start_of(first);
  const to = start_of(add_days(first, length));
  const planned = useQuery({
    queryKey: ['runs', from, to],
    queryFn: () => runs(from, to),
    // Runs are published a moment after a programme is saved.
    refetchInterval: 5000,
    placeholderData: (before) => before,
  });
  const reckoned = useReckoned(days, now);
  const unit_rules = useQuery({
    queryKey: ['rules', actor.unit.area], queryFn: () => rules(actor.unit.area),
  });
  const [asked, set_asked] = useState<Asked>();
  const copy_day = (date: string) => set_asked({ what: 'copy_day', date });
  return (
    <Page title={t('title')} intro={t('intro')} actions={<Actions />} width={1280}>
      <MissedRuns />
      <Group justify="space-between" gap="sm">
        <SegmentedControl value={mode} aria-label={t('calendar.mode')}
          data={modes.map((value) => ({ value, label: t(`calendar.modes.${value}`) }))}
          onChange={(value) => set_mode(value as Mode)} />
        <Paging length={length} shift={shift} on_shift={set_shift} />
      </Group>
      <Loaded query={planned} rows={7}>
        {({ items, next }) => {
          const slots = slots_of(items, reckoned, now);
          return (
            <>
              {next && <Note tone="warn">{t('calendar.cut', { count: items.length })}</Note>}
              {mode === 'list'
                ? (
                  <div className="list">
                    {days.map((date) => (
                      <DayRow key={date} date={date} slots={slots} rules={unit_rules.data} now={now}
                        on_copy_day={copy_day} />
                    ))}
                  </div>
                )
                : (
                  <Calendar key={mode} days={days} slots={slots} rules={unit_rules.data} now={now}
                    on_copy_day={copy_day}
                    on_move={(move) => set_asked({ what: 'move', move })}
                    on_menu={(pressed) => set_asked({ what: 'menu', pressed })}
                    on_why={(pressed) => set_asked({ what: 'why', pressed })} />
                )}
            </>
          );
        }}
      </Loaded>
      <Answer asked={asked} set_asked={set_asked} />
      <Programmes add={<AddButton />} />
    </Page>
  );
}

interface AnswerProps {
  asked: Asked | undefined;
  set_asked: Dispatch<SetStateAction<Asked | undefined>>;
}

/** The dialogue, menu or sentence that was asked for. */
function Answer({ asked, set_asked }: AnswerProps) {
  const on_close = () => set_asked(undefined);
  switch (asked?.what) {
    case 'move':
      return <MoveDialog move={asked.move} on_close={on_close} />;
    case 'menu':
      return (
        <SlotMenu pressed={asked.pressed}
          // It closes after its choice, which may have asked for something else.
          on_close={() => set_asked((now) => (now?.what === 'menu' ? undefined : now))}
          on_copy={(programme, date) => set_asked({ what: 'copy', programme, date })} />
      );
    case 'why':
      return <SlotWhy pressed={asked.pressed} on_close={on_close} />;
    case 'copy':
      return <CopyDialog programme={asked.programme} date={asked.date} on_close={on_close} />;
    case 'copy_day':
      return <CopyDayDialog date={asked.date} on_close={on_close} />;
    default:
      return null;
  }
}

function Actions() {
  const { t } = useTranslation('dry_run');
  return (
    <>
      <LinkButton to="/schedule/heard" variant="default" leftSection={<IconEar size={18} />}>
        {t('link_short')}
      </LinkButton>
      <AddButton />
    </>
  );
}

function AddButton() {
  const { t } = useTranslation('schedule');
  if (!may(useMe(), 'write_schedule')) return null;
  return (
    <LinkButton to="/schedule/new" leftSection={<IconCalendarPlus size={18} />}>
      {t('new')}
    </LinkButton>
  );
}

/** Page after page, however many there are. */
function Programmes({ add }: { add: ReactNode }) {
  const { t } = useTranslation('schedule');
  const list = useInfiniteQuery({
    queryKey: ['programmes', 'pages'],
    queryFn: ({ pageParam }) => programme_page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  return (
    <Section title={t('programmes')}>
      <LoadedPages query={list} items_of={({ items }) => items}
        empty={(
          <EmptyState icon={<IconCalendarWeek size={28} />} title={t('empty')} action={add}>
            {t('empty_hint')}
          </EmptyState>
        )}>
        {(one) => <ProgrammeRow key={one.id} programme={one} />}
      </LoadedPages>
    </Section>
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
