import { Progress, Text } from '@mantine/core';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../../lib/abilities';
import { clock, local_date, start_of, time_of_day } from '../../lib/time';
import type { RunSummary } from '../broadcast/api';
import type { Programme, UnitRules } from './api';
import { clock_at, minutes_planned, type Placed, place_runs, snap, step_ms } from './calendar';
import { allowed_spans } from './windows';

const hour_ms = 3_600_000;
const hour_px = 40;
const top_of = (ms: number) => (ms / hour_ms) * hour_px;

export interface Move {
  programme: Programme;
  date: string;
  from: string;
  to: string;
}
interface CalendarProps {
  days: string[];
  runs: RunSummary[];
  rules: UnitRules | undefined;
  programmes: Programme[];
  now: number;
  /** Asked for by drag, or with Alt and an arrow key; nothing is changed yet. */
  on_move: (move: Move) => void;
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

function Column({ date, runs, rules, programmes, now, on_move }: CalendarProps & { date: string }) {
  const { t, i18n } = useTranslation('schedule');
  const today = local_date(now) === date;
  const name = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh', weekday: 'short', day: '2-digit', month: '2-digit',
  }).format(start_of(date));
  const minutes = minutes_planned(runs, date);
  const most = rules?.day_minutes_max ?? 0;
  return (
    <section className="calendar-day" aria-label={name}>
      <div className="calendar-head" data-today={today || undefined}>
        <Text size="sm" fw={600}>{name}</Text>
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
        {place_runs(runs, date).map((one) => (
          <Event key={one.run.id} placed={one} date={date} now={now} on_move={on_move}
            programme={programmes.find(({ id }) => id === one.run.programme)} />
        ))}
        {today && <div className="calendar-now" style={{ top: top_of(time_of_day(now)) }} />}
      </div>
    </section>
  );
}

interface EventProps {
  placed: Placed<RunSummary>;
  date: string;
  now: number;
  programme: Programme | undefined;
  on_move: (move: Move) => void;
}

function Event({ placed, date, now, programme, on_move }: EventProps) {
  const { t } = useTranslation('schedule');
  const { run, from_ms, to_ms, lane, lanes } = placed;
  const movable = programme !== undefined && may(programme, 'edit') &&
    programme.state === 'active' && run.starts_at > now;
  const drag = useDrag(from_ms, (to) => programme && on_move({
    programme, date, from: clock(run.starts_at), to: clock_at(to),
  }));
  const shown = drag.at ?? from_ms;
  return (
    <Link to="/runs/$id" params={{ id: run.id }} className="calendar-run" draggable={false}
      data-state={run.state} data-class={run.class} data-movable={movable || undefined}
      data-dragging={drag.at !== undefined || undefined}
      aria-description={movable ? t('calendar.how_to_move') : undefined}
      style={{
        top: top_of(shown), height: top_of(to_ms - from_ms) - 2,
        left: `${(lane / lanes) * 100}%`, width: `${100 / lanes}%`,
      }}
      {...(movable ? drag.handlers : {})}
      onKeyDown={(event) => {
        const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (!movable || !event.altKey || way === 0) return;
        event.preventDefault();
        on_move({
          programme, date, from: clock(run.starts_at), to: clock_at(snap(from_ms + way * step_ms)),
        });
      }}>
      <span className="numbers">{clock_at(shown)}</span> {run.title}
    </Link>
  );
}

/** Up and down by the pointer; a press without a way is a click and stays one. */
function useDrag(from_ms: number, on_drop: (ms: number) => void) {
  const [at, set_at] = useState<number>();
  const start = useRef<number>(undefined);
  const dragged = useRef(false);
  const place = (event: PointerEvent) =>
    snap(from_ms + ((event.clientY - (start.current ?? 0)) / hour_px) * hour_ms);
  const end = (event: PointerEvent, dropped: boolean) => {
    if (start.current === undefined) return;
    if (dragged.current && dropped && place(event) !== from_ms) on_drop(place(event));
    start.current = undefined;
    set_at(undefined);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      start.current = event.clientY;
      dragged.current = false;
    },
    onPointerMove: (event: PointerEvent) => {
      if (start.current === undefined) return;
      if (!dragged.current && Math.abs(event.clientY - start.current) < 5) return;
      if (!dragged.current) event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = true;
      set_at(place(event));
    },
    onPointerUp: (event: PointerEvent) => end(event, true),
    onPointerCancel: (event: PointerEvent) => end(event, false),
    onClick: (event: { preventDefault: () => void }) => {
      if (dragged.current) event.preventDefault();
    },
  };
  return { at, handlers };
}
