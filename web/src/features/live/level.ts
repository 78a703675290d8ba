/** Below this nobody hears anything in the street. */
const floor_db = -60;

export type Loudness = 'silent' | 'quiet' | 'good' | 'loud';

/** Part of a meter's width. */
export function meter_share(db: number): number {
  return Math.min(1, Math.max(0, (db - floor_db) / -floor_db));
}

/** What the speaker should know: too quiet to be understood, or so loud that it is distorted. */
export function loudness_of(rms_db: number, peak_db: number): Loudness {
  if (peak_db >= -1) return 'loud';
  if (rms_db < -50) return 'silent';
  return rms_db < -35 ? 'quiet' : 'good';
}
