import type { components } from '../../api/schema';

type Kind = components['schemas']['SchedulePlannedItem']['kind'];
export interface SoundingItem {
  kind: Kind;
  title: string;
  duration_ms: number;
  sha256: string;
  bulletin?: string | undefined;
}
/** A run, planned or only thought of; its items follow each other without a gap. */
export interface Sounding {
  starts_at: number;
  title: string;
  items: SoundingItem[];
}
/** One stretch of the play-out. A gap is silence; what cannot be heard here is only told. */
export interface Piece {
  kind: 'sound' | 'gap' | 'told';
  /** On the line of the play-out; shorter than in life where nobody wants to wait. */
  length_ms: number;
  real_ms: number;
  /** When it begins in life. */
  starts_at: number;
  run_title: string;
  item?: SoundingItem;
}
export interface Place {
  index: number;
  at_ms: number;
}

/** Silence is kept as long as it is, up to this. */
export const gap_ms_max = 3000;
/** So long is it told that something cannot be heard here. */
export const told_ms = 3000;

function gap(before: number, run: Sounding): Piece[] {
  const real_ms = run.starts_at - before;
  if (real_ms <= 0) return [];
  return [{
    kind: 'gap', real_ms, length_ms: Math.min(real_ms, gap_ms_max), starts_at: before,
    run_title: run.title,
  }];
}

/** Everything in the order of its sounding. A relay has no sound of its own to be listened to. */
export function pieces_of(runs: Sounding[]): Piece[] {
  const pieces: Piece[] = [];
  let end: number | undefined;
  for (const run of runs) {
    if (end !== undefined) pieces.push(...gap(end, run));
    let starts_at = run.starts_at;
    for (const item of run.items) {
      const heard = item.kind !== 'relay';
      pieces.push({
        kind: heard ? 'sound' : 'told', real_ms: item.duration_ms,
        length_ms: heard ? item.duration_ms : told_ms, starts_at, run_title: run.title, item,
      });
      starts_at += item.duration_ms;
    }
    end = Math.max(end ?? 0, starts_at);
  }
  return pieces;
}

export function line_ms(pieces: Piece[]): number {
  return pieces.reduce((sum, one) => sum + one.length_ms, 0);
}

/** Where a place stands on the line. */
export function on_line(pieces: Piece[], { index, at_ms }: Place): number {
  return line_ms(pieces.slice(0, index)) + Math.min(at_ms, pieces[index]?.length_ms ?? 0);
}

/** The place at so many milliseconds of the line; the end is the end of the last piece. */
export function place_at(pieces: Piece[], ms: number): Place {
  let rest = Math.max(0, ms);
  for (const [index, piece] of pieces.entries()) {
    if (rest < piece.length_ms) return { index, at_ms: rest };
    rest -= piece.length_ms;
  }
  const index = Math.max(0, pieces.length - 1);
  return { index, at_ms: pieces[index]?.length_ms ?? 0 };
}

/** The next thing worth hearing behind a place; gaps are passed over. */
export function next_item(pieces: Piece[], { index }: Place): Place | undefined {
  const next = pieces.findIndex((one, at) => at > index && one.kind !== 'gap');
  return next < 0 ? undefined : { index: next, at_ms: 0 };
}

/** Its own beginning first; the one before from near the beginning on. */
export function item_before(pieces: Piece[], { index, at_ms }: Place): Place {
  if (at_ms > 2000 && pieces[index]?.kind !== 'gap') return { index, at_ms: 0 };
  const before = pieces.findLastIndex((one, at) => at < index && one.kind !== 'gap');
  return { index: Math.max(0, before), at_ms: 0 };
}

/** What the play-out only tells of, each thing once. */
export function told_of(pieces: Piece[], missing: ReadonlySet<string>): SoundingItem[] {
  const found = new Map<string, SoundingItem>();
  for (const { item } of pieces) {
    if (item && (item.kind === 'relay' || missing.has(item.sha256))) {
      found.set(item.sha256 + item.title, item);
    }
  }
  return [...found.values()];
}
