import { type PointerEvent, useRef, useState } from 'react';
import { snap } from './calendar';

const hour_ms = 3_600_000;

/** Up and down by the pointer; a press without a way is a click and stays one. */
export function useDrag(from_ms: number, hour_px: number, on_drop: (ms: number) => void) {
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
