import type { BulletinState, BulletinVersion } from './api';

export interface PastAct {
  act: BulletinState | 'created';
  who: string;
  at: number;
  version: number;
  reason?: string;
}

/** Who moved the bulletin on: edits and new readings within one state are left out. */
export function history_of(versions: BulletinVersion[]): PastAct[] {
  const ordered = [...versions].sort((a, b) => a.version - b.version);
  return ordered.flatMap((one, index): PastAct[] => {
    const before = ordered[index - 1];
    if (before?.state === one.state) return [];
    return [{
      act: before ? one.state : 'created',
      who: one.changed_by.name,
      at: one.changed_at,
      version: one.version,
      ...(one.reason ? { reason: one.reason } : {}),
    }];
  });
}
