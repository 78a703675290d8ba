import type { BulletinState, BulletinVersion } from './api';

export interface PastAct {
  act: BulletinState | 'created' | 'approved_once' | 'unarchived';
  who: string;
  at: number;
  version: number;
  /** Why it was returned or withdrawn, or what was said with an approval. */
  words?: string;
}

/** What one version did to the one before; nothing when it was an edit or a new reading. */
function act_of(one: BulletinVersion, before?: BulletinVersion): PastAct['act'] | undefined {
  if (!before) return 'created';
  if (before.state === one.state) return one.comment ? 'approved_once' : undefined;
  return before.state === 'archived' && one.state !== 'withdrawn' ? 'unarchived' : one.state;
}

/** Who moved the bulletin on, and what they said; edits and new readings are left out. */
export function history_of(versions: BulletinVersion[]): PastAct[] {
  const ordered = [...versions].sort((a, b) => a.version - b.version);
  return ordered.flatMap((one, index): PastAct[] => {
    const act = act_of(one, ordered[index - 1]);
    if (!act) return [];
    const words = one.comment ?? one.reason;
    return [{
      act,
      who: one.changed_by.name,
      at: one.changed_at,
      version: one.version,
      ...(words && act !== 'unarchived' ? { words } : {}),
    }];
  });
}
