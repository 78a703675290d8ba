import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { sound_of } from './api';
import { item_before, next_item, on_line, type Piece, type Place, place_at } from './pieces';

const beginning: Place = { index: 0, at_ms: 0 };
const tick_ms = 200;

/** Plays the pieces one after the other through one audio element; gaps and what cannot be heard
 * take their time in silence. */
export function usePlayOut(pieces: Piece[]) {
  const files = useQueryClient();
  const audio = useRef<HTMLAudioElement>(null);
  const [place, set_place] = useState(beginning);
  const [playing, set_playing] = useState(false);
  const [missing, set_missing] = useState<ReadonlySet<string>>(new Set());
  // Raised when the place is changed by hand, so that the same piece begins elsewhere.
  const [jump, set_jump] = useState(0);
  const { index } = place;
  const at_ms = useRef(0);
  at_ms.current = place.at_ms;

  useEffect(() => {
    const piece = pieces[index];
    if (!playing || !piece) return;
    const move = (ms: number) => set_place({ index, at_ms: ms });
    const end = () => {
      if (index + 1 < pieces.length) return set_place({ index: index + 1, at_ms: 0 });
      set_playing(false);
      set_place(beginning);
    };
    const { item } = piece;
    if (piece.kind !== 'sound' || !item || missing.has(item.sha256)) {
      return wait(at_ms.current, piece.length_ms, move, end);
    }
    const file = (one: typeof item) => files.fetchQuery({
      queryKey: ['sound-file', one.sha256], queryFn: () => sound_of(one),
      staleTime: Infinity, gcTime: Infinity, retry: false,
    });
    const coming = pieces.slice(index + 1).find((one) => one.kind === 'sound')?.item;
    const fail = () => set_missing((before) => new Set([...before, item.sha256]));
    audio.current ??= new Audio();
    const stop = hear(audio.current, file(item), at_ms.current, { move, end, fail });
    if (coming) void file(coming).catch(() => undefined);
    return stop;
  }, [playing, index, jump, missing, pieces, files]);

  const go = (to: Place) => {
    set_place(to);
    set_jump((before) => before + 1);
  };
  return {
    playing,
    missing,
    index,
    line_at: on_line(pieces, place),
    toggle: () => set_playing(!playing),
    seek: (ms: number) => go(place_at(pieces, ms)),
    has_next: next_item(pieces, place) !== undefined,
    next: () => go(next_item(pieces, place) ?? place),
    before: () => go(item_before(pieces, place)),
  };
}

function wait(from: number, length: number, move: (ms: number) => void, end: () => void) {
  const began = performance.now() - from;
  const timer = setInterval(() => {
    const ms = performance.now() - began;
    if (ms < length) return move(ms);
    clearInterval(timer);
    end();
  }, tick_ms);
  return () => clearInterval(timer);
}

interface Told {
  move: (ms: number) => void;
  end: () => void;
  fail: () => void;
}

function hear(audio: HTMLAudioElement, file: Promise<string>, from: number, told: Told) {
  const over = new AbortController();
  const { signal } = over;
  file.then(async (source) => {
    if (signal.aborted) return;
    audio.src = source;
    audio.currentTime = from / 1000;
    audio.addEventListener('timeupdate', () => told.move(audio.currentTime * 1000), { signal });
    audio.addEventListener('ended', told.end, { signal });
    audio.addEventListener('error', told.fail, { signal });
    await audio.play();
  }).catch(() => {
    if (!signal.aborted) told.fail();
  });
  return () => {
    over.abort();
    audio.pause();
  };
}
