import { may } from '../../lib/abilities';
import type { Alarm } from '../alarms/api';
import type { BulletinQuery, BulletinSummary } from '../content/api';
import type { BulletinView } from '../content/bulletin_view';
import type { MissedRun } from '../schedule/api';

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

/** So many alarms are shown on the first page; the others are in their own list. */
export const alarms_shown_max = 5;

export interface UrgentMatters {
  /** Runs that did not sound, until somebody says whether they are made up. */
  missed: MissedRun[];
  alarms: Alarm[];
}

/** Of what is wrong only that for which this person can do something. */
export function urgent_for(missed: MissedRun[], alarms: Alarm[]): UrgentMatters {
  return {
    missed: missed.filter((one) => may(one, 'answer')),
    alarms: alarms.filter((one) => one.state === 'open' && may(one, 'acknowledge')),
  };
}
