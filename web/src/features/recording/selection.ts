/** A part of a sound, in milliseconds. */
export interface Part {
  from_ms: number;
  to_ms: number;
}
export type Edge = keyof Part;

/** The server refuses less. */
export const part_ms_min = 500;

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** One edge put to a moment; it neither leaves the sound nor passes the other edge. */
export function moved(part: Part, edge: Edge, to: number, length_ms: number): Part {
  const at = Math.round(to);
  return edge === 'from_ms'
    ? { ...part, from_ms: clamp(at, 0, part.to_ms - part_ms_min) }
    : { ...part, to_ms: clamp(at, part.from_ms + part_ms_min, length_ms) };
}

/** The seconds that an edge can be put to, in the hundredths that are typed and shown. */
export function reach(part: Part, edge: Edge, length_ms: number): { min: number; max: number } {
  const [low, high] = edge === 'from_ms'
    ? [0, part.to_ms - part_ms_min] : [part.from_ms + part_ms_min, length_ms];
  return { min: Math.round(low / 10) / 100, max: Math.round(high / 10) / 100 };
}

/** The edge that a press at a moment means: the nearer one. */
export function nearer(part: Part, at: number): Edge {
  return Math.abs(at - part.from_ms) <= Math.abs(at - part.to_ms) ? 'from_ms' : 'to_ms';
}

/** How far a key moves an edge. */
export function step_of(key: string, shift: boolean): number | undefined {
  const fine = shift ? 10 : 100;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return -fine;
    case 'ArrowRight':
    case 'ArrowUp':
      return fine;
    case 'PageDown':
      return -1000;
    case 'PageUp':
      return 1000;
    case 'Home':
      return -Infinity;
    case 'End':
      return Infinity;
    default:
      return undefined;
  }
}

/** Where a loud part begins and ends, with a breath before and after; the whole when all is quiet. */
export function without_silence(peaks: number[], length_ms: number): Part {
  const loud = Math.max(0, ...peaks) * 0.08;
  const first = peaks.findIndex((peak) => peak > loud);
  const last = peaks.findLastIndex((peak) => peak > loud);
  if (first < 0 || peaks.length === 0) return { from_ms: 0, to_ms: length_ms };
  const step = length_ms / peaks.length;
  const from_ms = Math.max(0, Math.round(first * step) - 200);
  const to_ms = Math.min(length_ms, Math.round((last + 1) * step) + 200);
  return to_ms - from_ms < part_ms_min ? { from_ms: 0, to_ms: length_ms } : { from_ms, to_ms };
}

/** The waveform of the API is pairs of the lowest and the highest sample, -127 to 127. */
export function peaks_of_pairs(pairs: number[]): number[] {
  const peaks: number[] = [];
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    peaks.push(Math.max(Math.abs(pairs[at] ?? 0), Math.abs(pairs[at + 1] ?? 0)) / 127);
  }
  return peaks;
}
