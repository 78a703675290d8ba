import { expect, test } from 'vitest';
import { peaks_of } from './waveform';

test('each step shows its loudest sample, whatever its sign', () => {
  expect(peaks_of(Float32Array.from([0, -0.5, 0.25, 0.125]), 2)).toEqual([0.5, 0.25]);
});

test('no sound and very short sound have a waveform too', () => {
  expect(peaks_of(new Float32Array(0), 600)).toEqual([0]);
  expect(peaks_of(Float32Array.from([1, 0.5]), 600)).toHaveLength(2);
});
