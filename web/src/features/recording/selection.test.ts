import { expect, test } from 'vitest';
import { moved, nearer, peaks_of_pairs, reach, step_of, without_silence } from './selection';

const part = { from_ms: 1000, to_ms: 5000 };

test('an edge stays within the sound and half a second from the other one', () => {
  expect(moved(part, 'from_ms', -50, 6000)).toEqual({ from_ms: 0, to_ms: 5000 });
  expect(moved(part, 'from_ms', 4900, 6000)).toEqual({ from_ms: 4500, to_ms: 5000 });
  expect(moved(part, 'to_ms', 9000, 6000)).toEqual({ from_ms: 1000, to_ms: 6000 });
  expect(moved(part, 'to_ms', 0, 6000)).toEqual({ from_ms: 1000, to_ms: 1500 });
  expect(moved(part, 'to_ms', 2000.4, 6000)).toEqual({ from_ms: 1000, to_ms: 2000 });
  expect(moved(part, 'from_ms', -Infinity, 6000).from_ms).toBe(0);
  expect(moved(part, 'to_ms', Infinity, 6000).to_ms).toBe(6000);
});

test('what may be typed for an edge is where it can be put', () => {
  expect(reach(part, 'from_ms', 6004)).toEqual({ min: 0, max: 4.5 });
  expect(reach(part, 'to_ms', 6004)).toEqual({ min: 1.5, max: 6 });
});

test('a press means the nearer edge', () => {
  expect(nearer(part, 100)).toBe('from_ms');
  expect(nearer(part, 2999)).toBe('from_ms');
  expect(nearer(part, 3001)).toBe('to_ms');
});

test('keys move by a tenth, with shift by a hundredth of a second', () => {
  expect(step_of('ArrowLeft', false)).toBe(-100);
  expect(step_of('ArrowRight', true)).toBe(10);
  expect(step_of('PageUp', false)).toBe(1000);
  expect(step_of('a', false)).toBeUndefined();
});

test('silence before and after is left out, with a breath', () => {
  const peaks = [0, 0, 0, 0, 0.5, 0.9, 0.4, 0, 0, 0];
  expect(without_silence(peaks, 10_000)).toEqual({ from_ms: 3800, to_ms: 7200 });
  expect(without_silence([0, 0], 2000)).toEqual({ from_ms: 0, to_ms: 2000 });
  expect(without_silence([], 2000)).toEqual({ from_ms: 0, to_ms: 2000 });
});

test('each pair of the waveform is drawn by its louder side', () => {
  expect(peaks_of_pairs([-127, 12, -3, 63.5])).toEqual([1, 0.5]);
});
