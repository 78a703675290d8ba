/** The loudest sample of each of `steps` equal parts. */
export function peaks_of(samples: Float32Array, steps: number): number[] {
  const count = Math.max(1, Math.min(steps, samples.length));
  const peaks: number[] = [];
  for (let step = 0; step < count; step += 1) {
    const from = Math.floor((step * samples.length) / count);
    const to = Math.floor(((step + 1) * samples.length) / count);
    let loudest = 0;
    for (let at = from; at < to; at += 1) loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    peaks.push(loudest);
  }
  return peaks;
}
