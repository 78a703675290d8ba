import { Group, Progress, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { local_date, start_of, time_of_day } from '../../lib/time';
import type { UnitRules } from './api';
import { minutes_planned, place_runs } from './calendar';
import { CalendarSlot, hour_ms, hour_px, type SlotActs, top_of } from './CalendarSlot';
import { DayMenu } from './DayRow';
import type { Slot } from './slots';
import { allowed_spans } from './windows';

interface CalendarProps extends SlotActs {
  days: string[];
  slots: Slot[];
  rules: UnitRules | undefined;
  now: number;
  on_copy_day: (date: string) => void;
}

/** Days side by side from midnight to midnight; quiet hours are hatched. */
export function Calendar(props: CalendarProps) {
  const { t } = useTranslation('schedule');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current) box.current.scrollTop = top_of(4.5 * hour_ms);
  }, []);
  return (
    <div className="calendar" ref={box} tabIndex={0} role="region" aria-label={t('calendar.label')}>
      <div className="calendar-hours" aria-hidden>
        <div className="calendar-head" />
        <div style={{ height: 24 * hour_px, position: 'relative' }}>
          {Array.from({ length: 24 }, (_, hour) => (
            <span key={hour} style={{ top: hour * hour_px }}>{hour}h</span>
          ))}
        </div>
      </div>
      {props.days.map((date) => <Column key={date} date={date} {...props} />)}
    </div>
  );
}

function Column({
  date, slots, rules, now, on_copy_day, ...acts
}: CalendarProps & { date: string }) {
  const { t, i18n } = useTranslation('schedule');
  const today = local_date(now) === date;
  const name = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh', weekday: 'short', day: '2-digit', month: '2-digit',
  }).format(start_of(date));
  const minutes = minutes_planned(slots, date);
  const most = rules?.day_minutes_max ?? 0;
  return (
    <section className="calendar-day" aria-label={name}>
      <div className="calendar-head" data-today={today || undefined}>
        <Group justify="space-between" gap={0} wrap="nowrap">
          <Text size="sm" fw={600} truncate>{name}</Text>
          {date >= local_date(now) && (
            <DayMenu date={date} label={name} on_copy_day={on_copy_day} />
          )}
        </Group>
        <Text size="xs" c="dimmed" className="numbers">
          {t('calendar.minutes', { minutes, most })}
        </Text>
        <Progress size={3} aria-label={t('calendar.fill')}
          value={most > 0 ? Math.min(100, (minutes / most) * 100) : 0} />
      </div>
      <div className="calendar-body" style={{ height: 24 * hour_px }}>
        {allowed_spans(rules, date).map((one) => (
          <div key={one.from_ms} className="calendar-window"
            style={{ top: top_of(one.from_ms), height: top_of(one.to_ms - one.from_ms) }} />
        ))}
        {place_runs(slots, date).map((one) => (
          <CalendarSlot key={one.run.id} placed={one} date={date} now={now} {...acts} />
        ))}
        {today && <div className="calendar-now" style={{ top: top_of(time_of_day(now)) }} />}
      </div>
    </section>
  );
}
