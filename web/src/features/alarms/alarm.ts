import type { Tone } from '../../components/Chip';
import type { AlarmNotice, AlarmState } from './api';

export const state_tone: Record<AlarmState, Tone> = {
  open: 'warn',
  acknowledged: 'accent',
  cleared: 'quiet',
};

export type NoticeOutcome = 'sent' | 'waiting' | 'retrying' | 'given_up';

/** How far a notice has come: delivered, on its way, tried in vain, or given up. */
export function outcome_of(notice: AlarmNotice): NoticeOutcome {
  if (notice.sent_at !== undefined) return 'sent';
  if (notice.next_at === undefined) return 'given_up';
  return notice.attempts > 0 ? 'retrying' : 'waiting';
}
