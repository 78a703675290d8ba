import type { Tone } from '../../components/Chip';
import { may } from '../../lib/abilities';
import type { Bulletin, BulletinState } from './api';
import { sound_of, text_in } from './body';

export const state_tone: Record<BulletinState, Tone> = {
  draft: 'plain',
  submitted: 'accent',
  approved: 'good',
  returned: 'warn',
  scheduled: 'good',
  broadcast: 'good',
  archived: 'quiet',
  withdrawn: 'quiet',
};

export const steps = ['write', 'reading', 'listen', 'decide', 'plan', 'results'] as const;
export type Step = (typeof steps)[number];

/** The step that has the next thing to do for this person. */
export function natural_step(bulletin: Bulletin): Step {
  if (may(bulletin, 'approve')) return 'decide';
  switch (bulletin.state) {
    case 'draft':
    case 'returned':
      return sound_of(bulletin) ? 'listen' : 'write';
    case 'submitted':
    case 'withdrawn':
      return 'decide';
    case 'approved':
      return 'plan';
    default:
      return 'results';
  }
}

/** How far the bulletin has come on its way from draft to proof, as an index of `steps`. */
export function reached(bulletin: Bulletin): number {
  switch (bulletin.state) {
    case 'draft':
    case 'returned':
      if (sound_of(bulletin)) return 3;
      return text_in(bulletin.body).trim() ? 1 : 0;
    case 'submitted':
    case 'withdrawn':
      return 3;
    case 'approved':
      return 4;
    case 'scheduled':
      return 5;
    case 'broadcast':
    case 'archived':
      return 6;
  }
}
