import { ActionIcon, Group, Menu, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconDots, IconEar, IconLock } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { DayLine } from '../../components/DayLine';
import { may } from '../../lib/abilities';
import { clock, day, local_date, start_of, time_of_day } from '../../lib/time';
import { in_language } from '../../lib/words';
import { line_tone } from '../broadcast/delivery';
import { useUnitName } from '../dry_run/OwnerMark';
import { useMe } from '../identity/useMe';
import type { UnitRules } from './api';
import { is_locked, type Slot } from './slots';
import { allowed_spans } from './windows';

interface DayRowProps {
  date: string;
  slots: Slot[];
  rules?: UnitRules;
  now: number;
  on_copy_day: (date: string) => void;
}

const tone_of = ({ state, why }: Slot) =>
  (why || state === 'left_out' ? 'warn' : state === 'reckoned' ? 'accent' : line_tone(state));

/** One day of the list: its line, its runs, and why some of them are not where they were meant. */
export function DayRow({ date, slots, rules, now, on_copy_day }: DayRowProps) {
  const { t, i18n } = useTranslation('schedule');
  const start = start_of(date);
  const today = local_date(now) === date;
  const mine = slots.filter((one) => local_date(one.starts_at) === date);
  const heard = mine.filter((one) => one.state !== 'left_out');
  const label = day(start, i18n.language);
  return (
    <div className="row-link">
      <Stack gap={8}>
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <Group gap={8}>
            <Text fw={500}>{label}</Text>
            {today && <Chip tone="accent">{t('today')}</Chip>}
            <Text size="sm" c="dimmed">
              {heard.length === 0 ? t('day.none') : t('day.runs', { count: heard.length })}
            </Text>
          </Group>
          {date >= local_date(now) && (
            <DayMenu date={date} label={label} on_copy_day={on_copy_day} />
          )}
        </Group>
        <DayLine label={`${label}:`} windows={allowed_spans(rules, date)}
          now_ms={today ? time_of_day(now) : undefined}
          planned={heard.map((one) => ({
            from_ms: time_of_day(one.starts_at),
            to_ms: time_of_day(one.starts_at) + (one.ends_at - one.starts_at),
            label: `${clock(one.starts_at)} ${one.title}`,
            tone: tone_of(one),
          }))} />
        {heard.length > 0 && (
          <Group gap={8}>{heard.map((one) => <RunChip key={one.id} slot={one} />)}</Group>
        )}
        {mine.filter(({ why }) => why).map((one) => <Why key={one.id} slot={one} />)}
      </Stack>
    </div>
  );
}

function RunChip({ slot }: { slot: Slot }) {
  const { t } = useTranslation('schedule');
  const { unit } = useMe();
  const locked = is_locked(slot, unit.area);
  const owner = useUnitName(slot.area);
  const words = `${clock(slot.starts_at)} ${slot.title}`;
  const look = {
    className: 'chip', 'data-tone': tone_of(slot), 'data-locked': locked || undefined,
    style: { textDecoration: 'none' },
    title: locked ? t('calendar.locked', { name: owner }) : undefined,
  };
  const content = (
    <>
      {locked && <IconLock size={14} aria-hidden />}
      <span>{words}{locked && ` · ${owner}`}</span>
    </>
  );
  return slot.state === 'reckoned'
    ? (
      <Link to="/schedule/heard" search={{ date: local_date(slot.starts_at) }} {...look}>
        {content}
      </Link>
    )
    : <Link to="/runs/$id" params={{ id: slot.id }} {...look}>{content}</Link>;
}

function Why({ slot }: { slot: Slot }) {
  const { t, i18n } = useTranslation('schedule');
  return (
    <Text size="sm" className="slot-why">
      <IconAlertTriangle size={14} aria-hidden />{' '}
      <Text span fw={500} size="sm">{slot.title}</Text>
      {slot.state === 'left_out' && ` (${t('calendar.left_out')})`}
      {': '}{slot.why && in_language(slot.why, i18n.language)}
    </Text>
  );
}

interface DayMenuProps {
  date: string;
  label: string;
  on_copy_day: (date: string) => void;
}

/** What can be done with a whole day. */
export function DayMenu({ date, label, on_copy_day }: DayMenuProps) {
  const { t } = useTranslation('schedule');
  const navigate = useNavigate();
  const actor = useMe();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size={32} aria-label={t('day.menu', { day: label })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEar size={16} />}
          onClick={() => void navigate({ to: '/schedule/heard', search: { date } })}>
          {t('calendar.hear_day')}
        </Menu.Item>
        {may(actor, 'write_schedule') && (
          <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => on_copy_day(date)}>
            {t('copy.week_before')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
