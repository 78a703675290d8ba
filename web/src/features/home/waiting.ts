import { may } from '../../lib/abilities';
import type { BulletinQuery, BulletinSummary } from '../content/api';
import type { BulletinView } from '../content/bulletin_view';

export interface WaitingGroup {
  kind: 'confirm' | 'approve' | 'returned' | 'plan' | 'drafts';
  items: BulletinSummary[];
}

/** As many as are read before breakfast; the rest is a press away. */
export const shown_most = 5;

/** The list that shows all of a kind. */
export const view_of_kind: Record<WaitingGroup['kind'], BulletinView> = {
  confirm: { class: 'emergency', state: 'broadcast' },
  approve: { state: 'submitted' },
  returned: { state: 'returned', mine: true },
  plan: { state: 'approved' },
  drafts: { state: 'draft', mine: true },
};

/** What is asked of the server to find everything that may wait for this person. */
export function questions(user: string): BulletinQuery[] {
  return [
    { state: 'submitted' }, { state: 'returned', author: user }, { state: 'approved' },
    { state: 'draft', author: user }, { class: 'emergency', state: 'broadcast' },
  ];
}

/** What waits for one person, the most urgent first. Each bulletin stands in one group only. */
export function waiting_for(user: string, bulletins: BulletinSummary[]): WaitingGroup[] {
  const mine = (one: BulletinSummary) => one.author.user === user;
  const approves = (one: BulletinSummary) =>
    may(one, 'approve') || may(one, 'approve-after-second-factor');
  const unconfirmed = (one: BulletinSummary) => one.confirmation_due !== undefined;
  return [
    { kind: 'confirm', items: bulletins.filter((one) => unconfirmed(one) && may(one, 'approve')) },
    { kind: 'approve', items: bulletins.filter((one) => !unconfirmed(one) && approves(one)) },
    { kind: 'returned', items: bulletins.filter((one) => one.state === 'returned' && mine(one)) },
    {
      kind: 'plan',
      items: bulletins.filter((one) => one.state === 'approved' && may(one, 'schedule') &&
        !(unconfirmed(one) && may(one, 'approve'))),
    },
    { kind: 'drafts', items: bulletins.filter((one) => one.state === 'draft' && mine(one)) },
  ];
}
