import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { may_at } from '../../lib/abilities';
import { clock, local_date } from '../../lib/time';
import { in_language } from '../../lib/words';
import { useUnitName } from '../dry_run/OwnerMark';
import { useMe } from '../identity/useMe';
import { clock_at, type Placed, snap, step_ms } from './calendar';
import { is_locked, type Slot } from './slots';
import { useDrag } from './useDrag';

export const hour_ms = 3_600_000;
export const hour_px = 40;
export const top_of = (ms: number) => (ms / hour_ms) * hour_px;

/** A time that an officer wants to change; nothing is changed yet. */
export interface Move {
  programme: string;
  title: string;
  date: string;
  from: string;
  to: string;
}
/** Something of the calendar that was pressed, and where on the screen it stands. */
export interface Pressed {
  slot: Slot;
  date: string;
  left: number;
  top: number;
}
export interface SlotActs {
  /** Asked for by drag, or with Alt and an arrow key. */
  on_move: (move: Move) => void;
  on_menu: (pressed: Pressed) => void;
  on_why: (pressed: Pressed) => void;
}
interface SlotProps extends SlotActs {
  placed: Placed<Slot>;
  date: string;
  now: number;
}

/** Beside more of them the mark would cover the run; its reason is then in the day heard beforehand. */
const lanes_with_mark_max = 2;

const drawn = (at: number, { from_ms, to_ms }: Placed<Slot>) =>
  ({ top: top_of(at), height: top_of(to_ms - from_ms) - 2 });
const beside = ({ lane, lanes }: Placed<Slot>) =>
  ({ left: `${(lane / lanes) * 100}%`, width: `${100 / lanes}%` });

export function CalendarSlot(props: SlotProps) {
  const { placed, date, on_why } = props;
  const { t, i18n } = useTranslation('schedule');
  const slot = placed.run;
  const pressed = ({ currentTarget }: MouseEvent<Element>): Pressed => {
    const { left, bottom } = currentTarget.getBoundingClientRect();
    return { slot, date, left, top: bottom };
  };
  if (slot.state === 'left_out') {
    return (
      <button type="button" className="calendar-run" data-state="left_out"
        style={{ ...drawn(placed.from_ms, placed), ...beside(placed) }}
        onClick={(event) => on_why(pressed(event))}>
        <IconAlertTriangle size={12} aria-hidden />{' '}
        <span className="numbers">{clock_at(placed.from_ms)}</span>{' '}
        <s>{slot.title}</s><span className="only-heard">, {t('calendar.left_out')}</span>
      </button>
    );
  }
  return (
    <>
      <Run {...props} />
      {slot.why && placed.lanes <= lanes_with_mark_max && (
        <button type="button" className="calendar-mark" onClick={(event) => on_why(pressed(event))}
          aria-label={t('calendar.why', {
            title: slot.title, why: in_language(slot.why, i18n.language),
          })}
          style={{
            top: top_of(placed.from_ms) + 1,
            left: `calc(${((placed.lane + 1) / placed.lanes) * 100}% - 26px)`,
          }}>
          <IconAlertTriangle size={14} aria-hidden />
        </button>
      )}
    </>
  );
}

function Run({ placed, date, now, on_move, on_menu }: SlotProps) {
  const { t } = useTranslation('schedule');
  const actor = useMe();
  const { run: slot, from_ms } = placed;
  const { programme, title, area, starts_at } = slot;
  const locked = is_locked(slot, actor.unit.area);
  const owner = useUnitName(area);
  const movable = programme !== undefined && !locked && starts_at > now &&
    slot.state === 'planned' && may_at(actor, area, 'write_schedule');
  const move_to = (to: number) => programme && on_move({
    programme, title, date, from: clock(slot.nominal_at ?? starts_at), to: clock_at(to),
  });
  const drag = useDrag(from_ms, hour_px, move_to);
  const shown = drag.at ?? from_ms;
  const keys = (event: KeyboardEvent) => {
    const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!movable || !event.altKey || way === 0) return;
    event.preventDefault();
    move_to(snap(from_ms + way * step_ms));
  };
  const menu = (event: MouseEvent) => {
    event.preventDefault();
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    on_menu({ slot, date, left, top: bottom });
  };
  const how = [
    ...(movable ? [t('calendar.how_to_move')] : []),
    ...(locked ? [t('calendar.locked', { name: owner })] : [t('calendar.how_to_copy')]),
  ].join('. ');
  return (
    <Whither slot={slot} className="calendar-run" draggable={false} data-state={slot.state}
      data-class={slot.class} data-movable={movable || undefined} data-locked={locked || undefined}
      data-dragging={drag.at !== undefined || undefined} aria-description={how}
      title={locked ? t('calendar.locked', { name: owner }) : undefined}
      style={{ ...drawn(shown, placed), ...beside(placed) }}
      {...(movable ? drag.handlers : {})} onKeyDown={keys}
      onContextMenu={locked ? undefined : menu}>
      {locked && <IconLock size={12} aria-hidden />}
      {locked && <span className="only-heard">{owner}: </span>}
      <span className="numbers">{clock_at(shown)}</span> {title}
    </Whither>
  );
}

type WhitherProps = { slot: Slot; children: ReactNode } & Record<string, unknown>;

/** A run has its page; what is only reckoned leads to the day of which it is a part. */
function Whither({ slot, children, ...props }: WhitherProps) {
  if (slot.state !== 'reckoned') {
    return <Link to="/runs/$id" params={{ id: slot.id }} {...props}>{children}</Link>;
  }
  return (
    <Link to="/schedule/heard" search={{ date: local_date(slot.starts_at) }} {...props}>{children}</Link>
  );
}
