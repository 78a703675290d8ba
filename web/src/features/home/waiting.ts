import { may } from '../../lib/abilities';
import type { BulletinSummary } from '../content/api';

export interface WaitingGroup {
  kind: 'approve' | 'returned' | 'plan' | 'drafts';
  items: BulletinSummary[];
}

/** What waits for one person, the most urgent first. Each bulletin stands in one group only. */
export function waiting_for(user: string, bulletins: BulletinSummary[]): WaitingGroup[] {
  const mine = (one: BulletinSummary) => one.author.user === user;
  return [
    { kind: 'approve', items: bulletins.filter((one) => may(one, 'approve')) },
    { kind: 'returned', items: bulletins.filter((one) => one.state === 'returned' && mine(one)) },
    {
      kind: 'plan',
      items: bulletins.filter((one) => one.state === 'approved' && may(one, 'schedule')),
    },
    { kind: 'drafts', items: bulletins.filter((one) => one.state === 'draft' && mine(one)) },
  ];
}
